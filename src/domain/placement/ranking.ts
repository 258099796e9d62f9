import { sides, type Side } from '../../contract/sides.ts'
import { isWanted, priorities, protocols, type Priority } from '../../contract/vocabulary.ts'
import { hasTag } from './tags.ts'
import { believedMbps } from './trust.ts'
import { hash53, hashUnits } from '../values/hash.ts'

/** What ranking needs to know of a node that is on the lists. */
export type Candidate = {
  readonly id: number
  readonly region: 'domestic' | 'overseas'
  readonly relay: boolean
  /** Bit set by the order of `protocols`, of the addresses that may be offered. */
  readonly protocols: number
  /** The same of those that cores before 2.6 can dial. */
  readonly oldProtocols: number
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
  /** The same as the places of each side measure it, where one differs. */
  readonly latencyFrom?: Readonly<Record<Side, number>> | undefined
  /** A check joined lately, and when; 0 = never. */
  readonly isProven: boolean
  readonly provenMs: number
  /** Connections that it is trusted to carry, whatever it claims. */
  readonly trusted: number
  /** What is left of its weight, 0 to 1, so that its owner has no more than a share of the hand-outs. */
  readonly ownerFactor: number
  /** For IPv6 alone: given out after all others. */
  readonly isLast: boolean
  /** As the owner writes them. */
  readonly tags: string
}

/** By what nodes are put in order: latency for whom no side is known, or from one. */
export type RankPriority = Priority | `latency_${Side}`

/** All of them, in the order of the sums that views keep. */
export const rankPriorities: readonly RankPriority[] = [
  ...priorities,
  ...sides.map((side) => `latency_${side}` as const),
]

/** A caller's priority where its side is known. */
export function priorityFrom(priority: Priority, side: Side | undefined): RankPriority {
  return priority === 'latency' && side !== undefined ? `latency_${side}` : priority
}

export type Filter = {
  readonly region?: 'all' | 'domestic' | 'overseas' | undefined
  readonly relayOnly?: boolean | undefined
  /** Upper-case names; any of them will do. Empty or absent: all. */
  readonly protocols?: readonly string[] | undefined
  /** The client is a core before 2.6, which cannot dial every address. */
  readonly oldCore?: boolean | undefined
  /** It asks over IPv4: what is for IPv6 alone is out of its reach. */
  readonly ipv4Only?: boolean | undefined
  /** A tag that a node must have; empty or absent: none. */
  readonly tag?: string | undefined
}

/** Bit set of protocol names. */
export function protocolBits(names: readonly string[]): number {
  let bits = 0
  for (const name of names) bits |= 1 << protocols.findIndex((known) => known === name)
  return bits
}

/** Bit set of the protocols that a question wants. */
export function wantedBits(asked: readonly string[]): number {
  return protocolBits(protocols.filter((protocol) => isWanted(protocol, asked)))
}

/** Filters of one kind let the same candidates pass. */
export function filterKind(filter: Filter): string {
  const {
    region = 'all',
    relayOnly = false,
    protocols: asked = [],
    oldCore = false,
    ipv4Only = false,
  } = filter
  return `${region} ${relayOnly} ${wantedBits(asked)} ${oldCore} ${ipv4Only} ${filter.tag ?? ''}`
}

/** A test of candidates against a filter. */
export function matches(filter: Filter): (candidate: Candidate) => boolean {
  const {
    region = 'all',
    relayOnly = false,
    protocols: asked = [],
    oldCore = false,
    ipv4Only = false,
    tag = '',
  } = filter
  const bits = wantedBits(asked)
  return (candidate) =>
    (region === 'all' || candidate.region === region) &&
    (!relayOnly || candidate.relay) &&
    ((oldCore ? candidate.oldProtocols : candidate.protocols) & bits) !== 0 &&
    !(ipv4Only && candidate.isLast) &&
    (tag === '' || hasTag(candidate.tags, tag))
}

/** An unlimited node counts as this much, above every limited one. GB a day. */
const unlimitedPerDay = 1e9
const latencyUnknownMs = 1000

const scoreMin = 1e-9
/** What is for IPv6 alone comes after everything else. */
const lastFactor = 1e-6

/** The greater the better, always above zero: weight of the random choice. */
export function scoreOf(candidate: Candidate, priority: RankPriority): number {
  return Math.max(plainScore(candidate, priority) * factorOf(candidate), scoreMin)
}

/** What is left of a node's weight whatever the priority: its owner has a share at most, IPv6 alone comes last. */
function factorOf({ ownerFactor, isLast }: Candidate): number {
  return isLast ? ownerFactor * lastFactor : ownerFactor
}

function plainScore(candidate: Candidate, priority: RankPriority): number {
  const share = 1 / (candidate.connections + 1)
  switch (priority) {
    case 'capacity':
      return usableCapacity(candidate)
    case 'traffic':
      return Math.min(candidate.trafficPerDay, unlimitedPerDay) * share
    case 'bandwidth':
      return believedMbps(candidate.bandwidthFree, candidate) * share
    case 'latency':
    case 'latency_domestic':
    case 'latency_overseas':
    case 'latency_telecom':
    case 'latency_unicom':
    case 'latency_mobile': {
      const measured = latencyOf(candidate, priority)
      const latency = measured < 0 ? latencyUnknownMs : measured
      const load = Math.min(1, candidate.connections / Math.max(1, candidate.connectionsMax))
      // Squared, so that 20 ms is clearly preferred to 60 ms; load decides between equals.
      return ((1 - load / 2) / (latency + 10)) ** 2
    }
  }
}

function latencyOf({ latencyMs, latencyFrom }: Candidate, priority: RankPriority): number {
  if (latencyFrom === undefined) return latencyMs
  const side = sides.find((one) => priority === `latency_${one}`)
  return side === undefined ? latencyMs : latencyFrom[side]
}

/** A node whose bandwidth is used up still takes a few: connections may be idle. */
const bandwidthShareMin = 0.01

/**
 * Free capacity in connections as far as it is believed: those that are free, at most those it is trusted with, times
 * the free share of the bandwidth; less for a large owner. `handedOut` are callers that were sent to the node since it
 * reported. 0 when nothing is free.
 */
export function freeCapacity(candidate: Candidate, handedOut = 0): number {
  return usableCapacity(candidate, handedOut) * factorOf(candidate)
}

function usableCapacity(candidate: Candidate, handedOut = 0): number {
  const free = Math.max(0, Math.min(roomOf(candidate, handedOut), candidate.trusted))
  return free * Math.max(bandwidthShareMin, candidate.bandwidthShare)
}

/** Connections that are free; below 1 there is none. One that is not proven has as many as it is trusted with. */
export function roomOf(candidate: Candidate, handedOut = 0): number {
  const free = candidate.connectionsMax - candidate.connections
  return (candidate.isProven ? free : Math.min(free, candidate.trusted)) - handedOut
}

/** A candidate and its place in an order: the smaller, the earlier. */
export type Ranked<C> = { readonly candidate: C; readonly rank: number }

function isBefore<C extends { readonly id: number }>(one: Ranked<C>, other: Ranked<C> | undefined): boolean {
  return (
    other !== undefined &&
    (one.rank < other.rank || (one.rank === other.rank && one.candidate.id < other.candidate.id))
  )
}

/**
 * The `count` first in ascending order of rank, without sorting the rest. `rankOf` may answer Infinity for what is surely
 * above `limit`.
 */
function lowest<C extends { readonly id: number }>(
  candidates: readonly C[],
  rankOf: (candidate: C, limit: number) => number,
  count: number,
): Ranked<C>[] {
  const found: Ranked<C>[] = []
  for (const candidate of candidates) {
    const last = found.length >= count ? found[count - 1] : undefined
    const rank = rankOf(candidate, last?.rank ?? Infinity)
    if (last !== undefined && rank > last.rank) continue
    const next = { candidate, rank }
    if (last !== undefined && !isBefore(next, last)) continue
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
 * The `count` first of a weighted random order without replacement, drawn one after the other. `weights` are those of
 * the candidates; one of 0 is never drawn. `unit` gives numbers in (0, 1). Ranks are the moments at which candidates
 * arrive that come at random with the rate of their weight (Efraimidis and Spirakis 2006), so the first of a group arrives
 * like one candidate with the group's whole weight.
 */
export function drawRanks<C>(
  candidates: readonly C[],
  weights: Float64Array,
  unit: () => number,
  count: number,
): Ranked<C>[] {
  const left = weights.slice()
  const drawn: Ranked<C>[] = []
  let rank = 0
  while (drawn.length < count) {
    // Added up anew: what is left of a difference between weights of very different sizes is noise.
    const sum = sumOf(left)
    const at = placeOf(left, unit() * sum)
    const candidate = candidates[at]
    if (candidate === undefined) break
    rank -= Math.log(unit()) / sum
    drawn.push({ candidate, rank })
    left[at] = 0
  }
  return drawn
}

// A loop: called once a weight, a function costs ten times the sum.
function sumOf(weights: Float64Array): number {
  let sum = 0
  for (let at = 0; at < weights.length; at += 1) sum += weights[at] ?? 0
  return sum
}

/** Where the sum of weights exceeds `amount`; of what rounding leaves over the last that has a weight; else -1. */
function placeOf(weights: Float64Array, amount: number): number {
  let rest = amount
  let last = -1
  for (let at = 0; at < weights.length; at += 1) {
    const weight = weights[at] ?? 0
    if (weight <= 0) continue
    last = at
    rest -= weight
    if (rest < 0) break
  }
  return last
}

/**
 * Weighted rendezvous order (Thaler and Ravishankar 1998, weights as in Schindler and Schomaker 2005), the first
 * `count` of it: everybody who asks with the same key gets the same order, first places follow the weights, and a
 * candidate that comes, goes or changes its weight moves nothing but its own place.
 */
export function rendezvousOrder<C extends { readonly id: number; readonly idText?: string }>(
  candidates: readonly C[],
  key: string,
  weightOf: (candidate: C) => number,
  count = Infinity,
): C[] {
  // Long keys are hashed once, not once a candidate.
  const unitOf = hashUnits(`${hash53(key).toString(36)}\n`)
  return lowest(
    candidates,
    (candidate, limit) => {
      const unit = unitOf(candidate.idText ?? String(candidate.id))
      const weight = weightOf(candidate)
      // -ln(u) is at least 1 - u: most candidates need no logarithm.
      return 1 - unit > limit * weight ? Infinity : -Math.log(unit) / weight
    },
    count,
  ).map(({ candidate }) => candidate)
}

/** Weight of a node among the networks: the size that its owner set as far as it is believed, which no load moves. */
export function sizeOf(candidate: Candidate): number {
  return Math.max(1, Math.min(candidate.connectionsMax, candidate.trusted)) * factorOf(candidate)
}
