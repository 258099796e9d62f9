import { minuteMs } from '../../contract/time.ts'
import type { Evidence } from '../evidence/index.ts'

/** A check of a listed address that joined proves a node for so long. */
export const provenMs = 30 * minuteMs
/** What a node may claim before anybody has seen it carry more. */
export const unseenPlaces = 50
/** A node is trusted with so many times what a check has seen it carry. */
export const seenFactor = 4
/** Mbps that a place is believed to take: nobody measures bandwidth from outside. */
const mbpsAPlace = 2

/** What the choice of nodes makes of a node's claims. */
export type Trust = {
  /** A check joined by one of its addresses lately. */
  readonly isProven: boolean
  /** When that was; 0 = never. */
  readonly provenMs: number
  /** Connections that it is trusted to carry, whatever it claims. */
  readonly trusted: number
}

/** True while a check that joined is young enough. */
export function isProven(evidence: Pick<Evidence, 'provenMs'>, nowMs: number): boolean {
  return evidence.provenMs > 0 && nowMs - evidence.provenMs < provenMs
}

/** First instant at which a node is proven no longer, by time alone; Infinity when it is not. */
export function provenUntilMs(evidence: Pick<Evidence, 'provenMs'>, nowMs: number): number {
  return isProven(evidence, nowMs) ? evidence.provenMs + provenMs : Infinity
}

/**
 * What to believe of a node: four times what a check has seen it serve, at least 50 places, at most `placesMax` (the
 * site's cap); 50 places of one that is not proven.
 */
export function trustOf(
  evidence: Pick<Evidence, 'provenMs' | 'mostSeen'>,
  placesMax: number,
  nowMs: number,
): Trust {
  const proven = isProven(evidence, nowMs)
  const shown = proven ? Math.max(unseenPlaces, seenFactor * evidence.mostSeen) : unseenPlaces
  return { isProven: proven, provenMs: evidence.provenMs, trusted: Math.max(1, Math.min(shown, placesMax)) }
}

/** False for a node of which the checks say that whoever is sent there fails. */
export function mayBeGivenOut({
  isHandedOut,
  admits,
  reachability,
}: Pick<Evidence, 'isHandedOut' | 'admits' | 'reachability'>): boolean {
  return isHandedOut && admits && reachability !== 'unreachable'
}

/** Mbps of a claim that are believed. */
export function believedMbps(claimed: number, { trusted }: Pick<Trust, 'trusted'>): number {
  return Math.min(claimed, trusted * mbpsAPlace)
}

/** Whether a node relays for others: its owner's word, unless its handshake contradicts. */
export function relays(claimed: boolean, { avoidsRelay }: Pick<Evidence, 'avoidsRelay'>): boolean {
  return claimed && avoidsRelay !== true
}
