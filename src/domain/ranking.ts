import { hash53, hashUnit } from './hash.ts'

/** What ranking needs to know of a node that is on the lists. */
export type Candidate = {
  readonly id: number
  readonly region: 'domestic' | 'overseas'
  readonly relay: boolean
  /** Bit set by the order of `protocolOrder`. */
  readonly protocols: number
  readonly connections: number
  readonly connectionsMax: number
  /** Mbps not used of the tier (of the maximum where there is no tier). */
  readonly bandwidthFree: number
  /** GB a day until the reset; Infinity = unlimited. */
  readonly trafficPerDay: number
  /** ms; -1 = not measured. */
  readonly latencyMs: number
}

export type RankPriority = 'traffic' | 'bandwidth' | 'latency'

export type Filter = {
  readonly region?: 'all' | 'domestic' | 'overseas' | undefined
  readonly relayOnly?: boolean | undefined
  /** Upper-case names; any of them will do. Empty or absent: all. */
  readonly protocols?: readonly string[] | undefined
}

export const protocolOrder = ['TCP', 'UDP', 'WS', 'WSS', 'WG', 'QUIC'] as const

/** Bit set of protocol names. */
export const protocolBits = (names: readonly string[]): number => {
  let bits = 0
  for (const name of names) bits |= 1 << protocolOrder.findIndex((known) => known === name)
  return bits
}

/** A test of candidates against a filter. */
export const matches = (filter: Filter): ((candidate: Candidate) => boolean) => {
  const { region = 'all', relayOnly = false, protocols = [] } = filter
  const bits = protocols.length === 0 ? -1 : protocolBits(protocols)
  return (candidate) =>
    (region === 'all' || candidate.region === region) &&
    (!relayOnly || candidate.relay) &&
    (candidate.protocols & bits) !== 0
}

/** An unlimited node counts as this much, above every limited one. GB a day. */
const unlimitedPerDay = 1e9
const latencyUnknownMs = 1000

/** The greater the better, always above zero: weight of the random choice. */
export const scoreOf = (candidate: Candidate, priority: RankPriority): number => {
  const share = 1 / (candidate.connections + 1)
  switch (priority) {
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

/**
 * Weighted random order without replacement (Efraimidis and Spirakis 2006: keys -ln(u) / w, ascending).
 * `unit` gives the candidate's number in (0, 1).
 */
export const weightedOrder = <C extends Candidate>(
  candidates: readonly C[],
  priority: RankPriority,
  unit: (candidate: C) => number,
): C[] =>
  candidates
    .map((candidate) => ({ candidate, key: -Math.log(unit(candidate)) / scoreOf(candidate, priority) }))
    .sort((a, b) => a.key - b.key)
    .map(({ candidate }) => candidate)

/** Order of a seed: the same seed and candidates give the same order, other seeds spread by weight. */
export const seededOrder = <C extends Candidate>(
  candidates: readonly C[],
  priority: RankPriority,
  seed: string,
): C[] => weightedOrder(candidates, priority, ({ id }) => hashUnit(`${seed}\n${id}`))

/**
 * Rendezvous order (Thaler and Ravishankar 1998): everybody who asks with the same key gets the same order, and
 * a candidate that comes or goes moves nothing but its own place.
 */
export const rendezvousOrder = <C extends { readonly id: number }>(
  candidates: readonly C[],
  key: string,
): C[] =>
  candidates
    .map((candidate) => ({ candidate, hash: hash53(`${key}\n${candidate.id}`) }))
    .sort((a, b) => b.hash - a.hash || a.candidate.id - b.candidate.id)
    .map(({ candidate }) => candidate)
