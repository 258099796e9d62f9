import type { Side } from '../../contract/sides.ts'
import { minuteMs } from '../values/index.ts'
import { verdictOf } from './check-codes.ts'
import { noEvidence, type Evidence } from './evidence.ts'
import { isSetAside, isVouchedFor, proofEndsMs, vouchMs, type PlaceLooks } from './looks.ts'
import { addressTag, isGood, type Result } from './result.ts'
import { bySide, regionOf } from './sides.ts'

/** A place has looked at a node when it did within this time. */
export const lookedMs = 15 * minuteMs

/** What one place finds of one node. */
export type PlaceFinding = {
  readonly place: string
  /** On which side the place is; undefined where nobody has said. */
  readonly side: Side | undefined
  /** What it joined from then on proves nothing: the place is in doubt. */
  readonly proofEndsMs: number
  /** Results that count, oldest first; at least one. */
  readonly results: readonly Result[]
  readonly newest: Result
  /** Its last two checks failed. */
  readonly isFailing: boolean
  /** Two failures took it out, and no two good checks have brought it back. */
  readonly isOut: boolean
}

/** Out after two failures in a row, in after two good checks in a row: the newest such pair says which. */
function isOut(results: readonly Result[]): boolean {
  for (let at = results.length - 1; at > 0; at -= 1) {
    const [one, other] = [results[at], results[at - 1]]
    if (one === undefined || other === undefined) break
    if (isGood(one) === isGood(other)) return !isGood(one)
  }
  return false
}

/**
 * What each place finds of a node at `nowMs`, of results that count and of addresses that the node still has (`tags`).
 * Places without any are not there.
 */
export function findingsOf(
  looks: ReadonlyMap<string, PlaceLooks>,
  node: number,
  tags: ReadonlySet<string>,
  nowMs: number,
): PlaceFinding[] {
  const findings: PlaceFinding[] = []
  for (const [place, seen] of looks) {
    const found = listedOf(seen.nodes.get(node)?.results ?? [], tags)
    if (found.length === 0) continue
    const hasFailed = found.some((result) => !isGood(result))
    const isHeard = !hasFailed || isVouchedFor(seen, node, nowMs)
    const results = hasFailed
      ? found.filter((result) => isGood(result) || (isHeard && !isSetAside(seen, result)))
      : found
    const newest = results.at(-1)
    if (newest === undefined) continue
    const before = results.at(-2)
    findings.push({
      place,
      side: seen.side,
      proofEndsMs: proofEndsMs(seen, nowMs),
      results,
      newest,
      isFailing: !isGood(newest) && before !== undefined && !isGood(before),
      isOut: isOut(results),
    })
  }
  return findings
}

function listedOf(results: readonly Result[], tags: ReadonlySet<string>): readonly Result[] {
  const areAll = results.every(({ address }) => tags.has(address))
  return areAll ? results : results.filter(({ address }) => tags.has(address))
}

/** The middle of a list; of two the mean. -1 without any. */
export function medianOf(values: readonly number[]): number {
  if (values.length === 0) return -1
  const sorted = values.toSorted((one, other) => one - other)
  const half = sorted.length >> 1
  const upper = sorted[half] ?? -1
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2
}

function latest(results: readonly Result[]): Result | undefined {
  let newest: Result | undefined
  for (const result of results) if (newest === undefined || result.ms >= newest.ms) newest = result
  return newest
}

/** Listed addresses whose newest check, wherever from, joined. */
function goodUrlsOf(results: readonly Result[], urls: readonly string[]): string[] {
  const newest = new Map<string, Result>()
  for (const result of results) {
    const known = newest.get(result.address)
    if (known === undefined || result.ms >= known.ms) newest.set(result.address, result)
  }
  return urls.filter((url) => newest.get(addressTag(url))?.code === 'ok')
}

/**
 * What looking from outside says of a node at `nowMs`. It is unreachable when every place that looked within 15 minutes
 * failed twice in a row; failures that tell of the place and not of the node count nowhere. `urls`: its addresses.
 */
export function evidenceOf(
  looks: ReadonlyMap<string, PlaceLooks>,
  node: number,
  urls: readonly string[],
  nowMs: number,
): Evidence {
  return evidenceOfFindings(findingsOf(looks, node, new Set(urls.map(addressTag)), nowMs), urls, nowMs)
}

/** The same from what the places have found. */
export function evidenceOfFindings(
  findings: readonly PlaceFinding[],
  urls: readonly string[],
  nowMs: number,
): Evidence {
  if (findings.length === 0) return noEvidence
  const all = findings.flatMap(({ results }) => results)
  const looking = findings.filter(({ newest }) => newest.ms > nowMs - lookedMs)
  const isUnreachable = looking.length > 0 && looking.every(({ isFailing }) => isFailing)
  const good = all.filter(isGood)
  const joined = good.filter(({ code }) => verdictOf(code) === 'joined')
  const newest = latest(all)
  const newestGood = latest(good)
  const latencyMs = latencyOf(joined, nowMs)
  const told = latest(joined.filter(({ version }) => version !== ''))
  const relay = latest(joined.filter(({ avoidsRelay }) => avoidsRelay !== undefined))
  return {
    reachability: looking.length === 0 ? 'unknown' : isUnreachable ? 'unreachable' : 'reachable',
    sinceMs: isUnreachable ? Math.max(...looking.map((finding) => finding.newest.sinceMs)) : 0,
    checkedMs: newest?.ms ?? 0,
    provenMs: provenBy(findings),
    answeredMs: newestGood?.ms ?? 0,
    // Of nodes that report nobody asks.
    get goodMs() {
      return good.map(({ ms }) => ms).sort((one, other) => one - other)
    },
    admits: newestGood === undefined || verdictOf(newestGood.code) === 'joined',
    isHandedOut: looking.length === 0 ? !findings.every(isOutThere) : !looking.every(isOutThere),
    goodUrls: goodUrlsOf(all, urls),
    latencyMs,
    latencyFrom: latencyFromSides(findings, latencyMs, nowMs),
    reachedMs: isUnreachable ? 0 : reachedSince(looking),
    connections: latest(joined)?.peers ?? 0,
    mostSeen: Math.max(0, ...all.map(({ mostSeen }) => mostSeen)),
    version: told?.version ?? '',
    avoidsRelay: relay?.avoidsRelay,
    reason: newest === undefined || newest.code === 'ok' ? '' : newest.code,
    failedAt: isUnreachable ? looking.map(({ place }) => place).sort() : [],
  }
}

/** The newest check that joined, of a place that was not in doubt then; 0 = none. */
function provenBy(findings: readonly PlaceFinding[]): number {
  let newest = 0
  for (const { results, proofEndsMs: endsMs } of findings)
    for (const { code, ms } of results) if (code === 'ok' && ms < endsMs && ms > newest) newest = ms
  return newest
}

/** Median of what was measured within the last hour, to a tenth of a millisecond; -1 without any. */
function latencyOf(results: readonly Result[], nowMs: number): number {
  const hour = results.filter(
    ({ code, ms, latencyMs }) => code === 'ok' && ms > nowMs - vouchMs && latencyMs >= 0,
  )
  return Math.round(medianOf(hour.map(({ latencyMs }) => latencyMs)) * 10) / 10
}

/** The same over the places of each side. */
function latencyFromSides(
  findings: readonly PlaceFinding[],
  latencyMs: number,
  nowMs: number,
): Evidence['latencyFrom'] {
  if (findings.every(({ side }) => side === undefined)) return bySide(() => latencyMs)
  const over = (near: readonly PlaceFinding[], otherwise: number): number => {
    if (near.length === 0) return otherwise
    if (near.length === findings.length) return latencyMs
    return latencyOf(
      near.flatMap(({ results }) => results),
      nowMs,
    )
  }
  const within = (region: Side): PlaceFinding[] =>
    findings.filter(({ side }) => side !== undefined && regionOf(side) === region)
  const [domestic, overseas] = [over(within('domestic'), latencyMs), over(within('overseas'), latencyMs)]
  return bySide((side) => {
    if (side === 'domestic') return domestic
    if (side === 'overseas') return overseas
    return over(
      findings.filter((finding) => finding.side === side),
      domestic,
    )
  })
}

/** The place that has seen it well for longest. */
function reachedSince(looking: readonly PlaceFinding[]): number {
  const since = looking.flatMap(({ newest }) => (isGood(newest) ? newest.sinceMs : []))
  return since.length === 0 ? 0 : Math.min(...since)
}

function isOutThere(finding: PlaceFinding): boolean {
  return finding.isOut
}
