import { minuteMs } from '../values/index.ts'
import type { PlaceLooks } from './looks.ts'
import { addressTag, isGood, type Result } from './result.ts'

/** A listed node and the addresses of it that can be checked. */
export type CheckedNode = { readonly id: number; readonly urls: readonly string[] }

/** One check that is due. */
export type DueCheck = { readonly node: number; readonly url: string }

/** Checks that one place makes in a minute, whatever is due. */
export const checksPerMinute = 40

/** At most one check of a node within this time. */
const pauseMs = minuteMs
/** Every node at least so often, with half a minute for clocks that tick by the minute. */
const everyMs = 10 * minuteMs
const slackMs = minuteMs / 2
/** A node that has failed is looked at again after these, counted from its first failure on. */
const retriesMs = [minuteMs, 2 * minuteMs]
/** Failures are told from a place's own outage by nodes that were well: at least so many are checked beside them. */
const controlsMin = 2

type Standing = {
  readonly node: CheckedNode
  /** Results of addresses that it still has, oldest first. */
  readonly results: readonly Result[]
  readonly newestMs: number
  /** When each address was last tried. */
  readonly triedMs: ReadonlyMap<string, number>
  readonly isFailing: boolean
  readonly dueMs: number
}

function standingOf(node: CheckedNode, looks: PlaceLooks | undefined): Standing {
  const tags = new Set(node.urls.map(addressTag))
  const results = looks?.nodes.get(node.id)?.results.filter(({ address }) => tags.has(address)) ?? []
  const triedMs = new Map<string, number>()
  for (const [address, ms] of looks?.tries.get(node.id) ?? []) if (tags.has(address)) triedMs.set(address, ms)
  const lastTryMs = Math.max(0, ...triedMs.values())
  for (const { address, ms } of results) triedMs.set(address, ms)
  const newest = results.at(-1)
  const newestMs = Math.max(newest?.ms ?? 0, lastTryMs)
  const isFailing = newest !== undefined && !isGood(newest)
  const pause = pauseAfter(results)
  // An address that cannot be looked at costs its turn, not that of the others.
  const isUntried = node.urls.some((url) => !triedMs.has(addressTag(url)))
  const afterTryMs = newest === undefined ? (isUntried ? 0 : lastTryMs + pause) : newest.ms + pause
  return {
    node,
    results,
    newestMs,
    triedMs,
    isFailing,
    dueMs: Math.max(afterTryMs, isFailing ? 0 : lastTryMs + minuteMs),
  }
}

/** How long after its newest check a node is due again. */
function pauseAfter(results: readonly Result[]): number {
  let failures = 0
  while (failures < results.length && !isGood(results.at(-1 - failures) ?? { code: 'ok' })) failures += 1
  if (failures > 0) return retriesMs[failures - 1] ?? everyMs - slackMs
  const before = results.at(-2)
  // The second good check after a failure brings it back.
  return before !== undefined && !isGood(before) ? minuteMs : everyMs - slackMs
}

/** The address to check next: of a failing node one that passed last, else the one not looked at for longest. */
function nextUrl({ node, results, triedMs, isFailing }: Standing): string {
  const newest = new Map<string, Result>()
  for (const result of results) newest.set(result.address, result)
  const byAge = node.urls.toSorted(
    (one, other) => (triedMs.get(addressTag(one)) ?? 0) - (triedMs.get(addressTag(other)) ?? 0),
  )
  const passed = byAge.findLast((url) => {
    const result = newest.get(addressTag(url))
    return result !== undefined && isGood(result)
  })
  return (isFailing ? passed : undefined) ?? byAge[0] ?? ''
}

/**
 * What a place has to check at `nowMs`, the most urgent first, at most `max`: new and changed nodes, those that have failed,
 * those whose turn it is. Beside failing ones some that were well are checked, by which the place's own outage shows.
 */
export function dueChecks(
  nodes: readonly CheckedNode[],
  looks: PlaceLooks | undefined,
  nowMs: number,
  max: number,
): DueCheck[] {
  const free = nodes
    .filter(({ urls }) => urls.length > 0)
    .map((node) => standingOf(node, looks))
    .filter(({ newestMs }) => newestMs <= nowMs - pauseMs)
  const rank = ({ newestMs, isFailing }: Standing): number => (newestMs === 0 ? 0 : isFailing ? 1 : 2)
  const due = free
    .filter(({ dueMs }) => dueMs <= nowMs)
    .sort((one, other) => rank(one) - rank(other) || one.dueMs - other.dueMs || one.node.id - other.node.id)
  const failing = due.slice(0, max).filter(({ isFailing }) => isFailing).length
  const controls = controlsOf(free, failing, nowMs)
  const first = due.slice(0, max - controls.length)
  const chosen = new Set([...first, ...controls])
  for (const one of due) if (chosen.size < max) chosen.add(one)
  return [...chosen].map((standing) => ({ node: standing.node.id, url: nextUrl(standing) }))
}

/** As many nodes that were well as failing ones are looked at, at least two, those first that were checked longest ago. */
function controlsOf(free: readonly Standing[], failing: number, nowMs: number): readonly Standing[] {
  if (failing === 0) return []
  const well = free.filter(({ newestMs, isFailing }) => newestMs > nowMs - vouchedMs && !isFailing)
  well.sort((one, other) => one.newestMs - other.newestMs || one.node.id - other.node.id)
  return well.slice(0, Math.max(controlsMin, Math.min(failing, controlsMax)))
}

const vouchedMs = 60 * minuteMs
const controlsMax = 20
