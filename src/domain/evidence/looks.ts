import { hourMs, minuteMs } from '../values/index.ts'
import type { Side } from '../../contract/sides.ts'
import { isGood, sideOf, sitePlace, type Result } from './result.ts'

/** How far back a place's successes vouch for it, and latency is measured. */
export const vouchMs = hourMs
/** What a place checked within this time of a check is its round. */
export const roundMs = 1.5 * minuteMs
/** A place that succeeded with so many other nodes is in order. */
const vouchersMin = 2
/** A round that is set aside makes a place doubtful when so many nodes failed in it. */
const doubtfulMin = 2
/** A place is doubtful for so long after such a round. */
const doubtfulMs = 15 * minuteMs

type NodeLooks = { readonly results: readonly Result[] }

/** What one place has found of all nodes, oldest first. */
export type PlaceLooks = {
  /** On which side it is; undefined where nobody has said. */
  readonly side: Side | undefined
  readonly all: readonly Result[]
  /** Those of them that were answered. */
  readonly good: readonly Result[]
  readonly nodes: ReadonlyMap<number, NodeLooks>
  /** When it last tried addresses that it cannot look at, by node and address. */
  readonly tries: ReadonlyMap<number, ReadonlyMap<string, number>>
}

/** Sorts results by place, oldest first; what arrived twice is there once. `ownSide`: of the site's own checker. */
export function looksOf(results: Iterable<Result>, ownSide?: Side): ReadonlyMap<string, PlaceLooks> {
  const places = new Map<string, Result[]>()
  for (const result of results) {
    const known = places.get(result.place)
    if (known === undefined) places.set(result.place, [result])
    else known.push(result)
  }
  const looks = new Map<string, PlaceLooks>()
  for (const [place, list] of places) {
    looks.set(place, placeLooks(list, place === sitePlace ? ownSide : sideOf(place)))
  }
  return looks
}

function placeLooks(list: Result[], side: Side | undefined): PlaceLooks {
  list.sort((one, other) => one.ms - other.ms || one.node - other.node)
  const all: Result[] = []
  const nodes = new Map<number, { results: Result[] }>()
  const tries = new Map<number, Map<string, number>>()
  for (const result of list) {
    if (result.code === 'unlooked') {
      const tried = tries.get(result.node) ?? new Map<string, number>()
      tries.set(result.node, tried.set(result.address, result.ms))
      continue
    }
    const known = nodes.get(result.node)
    const last = known?.results.at(-1)
    if (last !== undefined && last.ms === result.ms && last.address === result.address) continue
    all.push(result)
    if (known === undefined) nodes.set(result.node, { results: [result] })
    else known.results.push(result)
  }
  return { side, all, good: all.filter(isGood), nodes, tries }
}

/** First place in a list sorted by time whose result is not older than `ms`. */
function firstFrom(list: readonly Result[], ms: number): number {
  let [from, to] = [0, list.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((list[middle]?.ms ?? Infinity) < ms) from = middle + 1
    else to = middle
  }
  return from
}

function wasGood(looks: PlaceLooks, node: number, fromMs: number, beforeMs: number): boolean {
  const results = looks.nodes.get(node)?.results ?? []
  return results.some((result) => result.ms >= fromMs && result.ms < beforeMs && isGood(result))
}

/** How the others did in the round of a failure: those that were well and failed, and those that answered. */
type Round = { readonly failed: number; readonly good: number; readonly wasWell: boolean }

/**
 * Each node by its check nearest to the failure. `wasWell`: so was the node that failed. `untilMs`: who was well up to then
 * was so after the round, too.
 */
function roundOf(looks: PlaceLooks, failure: Result, untilMs = 0): Round {
  const { all } = looks
  const nearest = new Map<number, Result>()
  for (let at = firstFrom(all, failure.ms - roundMs); at < all.length; at += 1) {
    const result = all[at]
    if (result === undefined || result.ms > failure.ms + roundMs) break
    if (result.node === failure.node) continue
    const known = nearest.get(result.node)
    if (known !== undefined && Math.abs(known.ms - failure.ms) < Math.abs(result.ms - failure.ms)) continue
    nearest.set(result.node, result)
  }
  const fromMs = failure.ms - vouchMs
  const isWellAfter = (node: number): boolean =>
    untilMs > 0 && wasGood(looks, node, failure.ms + roundMs, untilMs)
  let [failed, good] = [0, 0]
  for (const [node, result] of nearest) {
    if (isGood(result)) good += 1
    else if (wasGood(looks, node, fromMs, result.ms) || isWellAfter(node)) failed += 1
  }
  const wasWell = wasGood(looks, failure.node, fromMs, failure.ms) || isWellAfter(failure.node)
  return { failed, good, wasWell }
}

/**
 * A round in which more than half of the nodes fail, the one in question among them, is set aside: it tells of the place,
 * not of them. Of the others those count that were well.
 */
export function isSetAside(looks: PlaceLooks, failure: Result): boolean {
  return isFailedRound(looks, failure, 0)
}

/** The same looking back from `untilMs`: nodes that were well after the round count as those that were before it. */
export function isFailedRound(looks: PlaceLooks, failure: Result, untilMs: number): boolean {
  const { failed, good } = roundOf(looks, failure, untilMs)
  // Also where it never was well: a failure with nobody beside it says nothing of the node.
  return failed + 1 > good
}

/**
 * Whether a place's failures with a node count at `nowMs`: within the last hour it succeeded with two other nodes, or with
 * an address that is there for this.
 */
export function isVouchedFor(looks: PlaceLooks, node: number, nowMs: number): boolean {
  const others = new Set<number>()
  for (let at = looks.all.length - 1; at >= 0; at -= 1) {
    const result = looks.all[at]
    if (result === undefined || result.ms < nowMs - vouchMs) break
    if (result.node === node || !isGood(result)) continue
    if (result.node === 0) return true
    others.add(result.node)
    if (others.size >= vouchersMin) return true
  }
  return false
}

function isDoubt(looks: PlaceLooks, result: Result): boolean {
  if (isGood(result)) return false
  const { failed, good, wasWell } = roundOf(looks, result)
  const lost = failed + Number(wasWell)
  return lost > good && lost >= doubtfulMin
}

/** True when a round of the last quarter of an hour had to be set aside in which several nodes failed. */
export function isDoubtful({ all, ...looks }: PlaceLooks, nowMs: number): boolean {
  const recent = all.slice(firstFrom(all, nowMs - doubtfulMs))
  return recent.some((result) => isDoubt({ all, ...looks }, result))
}

type Doubt = { readonly nowMs: number; readonly sinceMs: number }

/** All nodes are judged at one moment, and by one place's looks: its doubt is found once. */
const doubts = new WeakMap<PlaceLooks, Doubt>()

/**
 * From when on what a place joined is no proof: it is doubtful since a round that began then. Infinity while it is not. What it
 * joined before stays one.
 */
export function proofEndsMs(looks: PlaceLooks, nowMs: number): number {
  const known = doubts.get(looks)
  if (known?.nowMs === nowMs) return known.sinceMs
  const sinceMs = (doubtfulSince(looks, nowMs) ?? Infinity) - roundMs
  doubts.set(looks, { nowMs, sinceMs })
  return sinceMs
}

/** When the first of those rounds was, in milliseconds since the epoch; undefined where the place is not doubtful. */
export function doubtfulSince({ all, ...looks }: PlaceLooks, nowMs: number): number | undefined {
  const recent = all.slice(firstFrom(all, nowMs - doubtfulMs))
  return recent.find((result) => isDoubt({ all, ...looks }, result))?.ms
}
