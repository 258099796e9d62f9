import type { Side } from '../../contract/sides.ts'
import { hash53 } from '../values/index.ts'
import { verdictOf, type CheckCode } from './check-codes.ts'

/** One check of one address of a node by one place, as it is kept. */
export type Result = {
  /** 0: an address that the site checks to know that the place itself is well. */
  readonly node: number
  /** Tag of the address (`addressTag`). */
  readonly address: string
  readonly place: string
  /** When it was checked; whole seconds, in milliseconds since the epoch. */
  readonly ms: number
  readonly code: CheckCode
  /** -1 when it was not measured. */
  readonly latencyMs: number
  readonly peers: number
  /** '' when unknown. */
  readonly version: string
  readonly avoidsRelay: boolean | undefined
  /** Since when the place has found the node as it does here, answering or not; whole minutes before `ms`. */
  readonly sinceMs: number
  /** The most connections that any check has seen at the node up to now. */
  readonly mostSeen: number
}

/** As what results tell of an address that the site checks to know that the place itself is well. */
export const controlNode = 0

/** The place that every site has: its own checker. */
export const sitePlace = '000000'

const sideMarks = {
  domestic: 'd',
  overseas: 'o',
  telecom: 't',
  unicom: 'u',
  mobile: 'm',
} as const satisfies Record<Side, string>

/** A new place's id, out of six characters at random: on which side it is stands in it, so that every check tells. */
export function placeIdOf(side: Side | undefined, random: string): string {
  const first = side === undefined ? (/^[dotum]/.test(random) ? 'x' : random[0]) : sideMarks[side]
  return `${first}${random.slice(1)}`
}

const sideOfMark = new Map(Object.entries(sideMarks).map(([side, mark]) => [mark as string, side as Side]))

/** On which side a place is, as its id tells; undefined where nobody has said, and of the site's own. */
export function sideOf(place: string): Side | undefined {
  return sideOfMark.get(place.charAt(0))
}

const tagChars = 3

/** Short name of an address, by which results tell the addresses of one node apart. */
export function addressTag(url: string): string {
  return (hash53(url.toLowerCase()) % 36 ** tagChars).toString(36).padStart(tagChars, '0')
}

/** True when an EasyTier node answered, whether or not it takes strangers. */
export function isGood({ code }: Pick<Result, 'code'>): boolean {
  return verdictOf(code) !== 'failed'
}

/** What identifies a check: the same one that arrives twice is one result. */
export function resultId({ node, address, place, ms }: Result): string {
  return `${node} ${address} ${place} ${ms}`
}
