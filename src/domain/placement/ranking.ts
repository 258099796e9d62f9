import type { Priority } from '../../contract/vocabulary.ts'
import { protocolsFor, type ClientKind } from './dialling.ts'
import { wantedBits } from './protocol-bits.ts'
import { hasTag } from './tags.ts'
import { hash53, hashUnit } from '../values/hash.ts'

/** What ranking needs to know of a node that is on the lists. */
export type Candidate = {
  readonly id: number
  readonly region: 'domestic' | 'overseas'
  readonly relay: boolean
  /** By the order of `protocols`, for each kind of client (dialling.ts). */
  readonly protocols: number
  readonly connections: number
  readonly connectionsMax: number
  /** Mbps not used of the tier (of the maximum where there is no tier). */
  readonly bandwidthFree: number
  /** The same as a share of the limit, 0 to 1; 1 where no limit is known. */
  readonly bandwidthShare: number
  /** When the figures were reported. */
  readonly reportedMs: number
  /** GB a day until the reset; Infinity = unlimited. */
  readonly trafficPerDay: number
  /** ms; -1 = not measured. */
  readonly latencyMs: number
  /** As the owner writes them. */
  readonly tags: string
}

export type RankPriority = Priority

export type Filter = {
  readonly region?: 'all' | 'domestic' | 'overseas' | undefined
  readonly relayOnly?: boolean | undefined
  /** Upper-case names; any of them will do. Empty or absent: all. */
  readonly protocols?: readonly string[] | undefined
  /** Who dials; absent: whoever. */
  readonly client?: ClientKind | undefined
  /** A tag that it must have; empty or absent: none. */
  readonly tag?: string | undefined
}

/** A test of candidates against a filter. */
export function matches(filter: Filter): (candidate: Candidate) => boolean {
  const { region = 'all', relayOnly = false, protocols: asked = [], client = 'any', tag = '' } = filter
  const bits = wantedBits(asked)
  return (candidate) =>
    (region === 'all' || candidate.region === region) &&
    (!relayOnly || candidate.relay) &&
    (protocolsFor(candidate.protocols, client) & bits) !== 0 &&
    (tag === '' || hasTag(candidate.tags, tag))
}

/** An unlimited node counts as this much, above every limited one. GB a day. */
const unlimitedPerDay = 1e9
const latencyUnknownMs = 1000

/** The greater the better, always above zero: weight of the random choice. */
export function scoreOf(candidate: Candidate, priority: RankPriority): number {
  const share = 1 / (candidate.connections + 1)
  switch (priority) {
    case 'capacity':
      return Math.max(freeCapacity(candidate), 1e-9)
    case 'traffic':
      return Math.max(Math.min(candidate.trafficPerDay, unlimitedPerDay) * share, 1e-9)
    case 'bandwidth':
      return Math.max(candidate.bandwidthFree * share, 1e-9)
    case 'latency': {
      const latency = candidate.latencyMs < 0 ? latencyUnknownMs : candidate.latencyMs
      const load = Math.min(1, candidate.connections / Math.max(1, candidate.connectionsMax))
      // Squared, so that 20 ms is clearly preferred to 60 ms; load decides between equals.
      return ((1 - load / 2) / (latency + 10)) ** 2
    }
  }
}

/** A node whose bandwidth is used up still takes a few: connections may be idle. */
const bandwidthShareMin = 0.01

/**
 * Free capacity in connections: those that are free, times the free share of the bandwidth. `handedOut` are callers
 * that were sent to the node since it reported. 0 when nothing is free.
 */
export function freeCapacity(candidate: Candidate, handedOut = 0): number {
  return Math.max(0, roomOf(candidate, handedOut)) * Math.max(bandwidthShareMin, candidate.bandwidthShare)
}

/** Connections that are free; below 1 there is none. */
export function roomOf(candidate: Candidate, handedOut = 0): number {
  return candidate.connectionsMax - candidate.connections - handedOut
}

/** A candidate and its place in an order: the smaller, the earlier. */
export type Ranked<C> = { readonly candidate: C; readonly rank: number }

function isBefore<C extends { readonly id: number }>(one: Ranked<C>, other: Ranked<C> | undefined): boolean {
  return (
    other !== undefined &&
    (one.rank < other.rank || (one.rank === other.rank && one.candidate.id < other.candidate.id))
  )
}

/** The `count` first in ascending order of rank, without sorting the rest. */
function lowest<C extends { readonly id: number }>(
  candidates: readonly C[],
  rankOf: (candidate: C) => number,
  count: number,
): Ranked<C>[] {
  const found: Ranked<C>[] = []
  for (const candidate of candidates) {
    const next = { candidate, rank: rankOf(candidate) }
    if (found.length >= count && !isBefore(next, found[count - 1])) continue
    let [low, high] = [0, found.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (isBefore(next, found[middle])) high = middle
      else low = middle + 1
    }
    found.splice(low, 0, next)
    if (found.length > count) found.pop()
  }
  return found
}

/**
 * Weighted random order without replacement (Efraimidis and Spirakis 2006: keys -ln(u) / w, ascending), the first
 * `count` of it. `unit` gives numbers in (0, 1); weights must be above 0.
 */
export function weightedOrder<C extends { readonly id: number }>(
  candidates: readonly C[],
  weightOf: (candidate: C) => number,
  unit: () => number,
  count = Infinity,
): C[] {
  return weightedRanks(candidates, weightOf, unit, count).map(({ candidate }) => candidate)
}

/**
 * The same order with its ranks. These are the moments at which candidates arrive that come at random with the rate of
 * their weight, so the first of a group arrives like one candidate with the group's whole weight.
 */
export function weightedRanks<C extends { readonly id: number }>(
  candidates: readonly C[],
  weightOf: (candidate: C) => number,
  unit: () => number,
  count = Infinity,
): Ranked<C>[] {
  return lowest(candidates, (candidate) => -Math.log(unit()) / weightOf(candidate), count)
}

/**
 * Weighted rendezvous order (Thaler and Ravishankar 1998, weights as in Schindler and Schomaker 2005), the first
 * `count` of it: everybody who asks with the same key gets the same order, first places follow the weights, and a
 * candidate that comes, goes or changes its weight moves nothing but its own place.
 */
export function rendezvousOrder<C extends { readonly id: number }>(
  candidates: readonly C[],
  key: string,
  weightOf: (candidate: C) => number,
  count = Infinity,
): C[] {
  // Long keys are hashed once, not once a candidate.
  const seed = hash53(key).toString(36)
  return lowest(
    candidates,
    (candidate) => -Math.log(hashUnit(`${seed}\n${candidate.id}`)) / weightOf(candidate),
    count,
  ).map(({ candidate }) => candidate)
}

/** Weight of a node among the networks: the size that its owner set, which no load moves. */
export function sizeOf(candidate: Candidate): number {
  return Math.max(1, candidate.connectionsMax)
}
