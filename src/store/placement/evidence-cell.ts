import { noEvidence, type Evidence } from '../../domain/evidence/index.ts'

/*
 * What a candidate's row keeps of its evidence, as one cell: whether checks have credentials of their own (`1` or `0`), then
 * nothing where nobody has looked, else values separated by commas, numbers in base 36.
 */

const reaches = { unknown: 'x', reachable: 'r', unreachable: 'u' } as const
const relays = ['x', 'n', 'y'] as const

/** Writes the cell; `urls` are the node's addresses, of which those that passed are told by their places. */
export function encodeEvidence(evidence: Evidence, urls: readonly string[], hasCredentials: boolean): string {
  const own = hasCredentials ? '1' : '0'
  if (evidence.checkedMs === 0) return own
  const relay = relays[evidence.avoidsRelay === undefined ? 0 : evidence.avoidsRelay ? 2 : 1]
  const isGood = new Set(evidence.goodUrls)
  const good = urls.reduce((bits, url, at) => (isGood.has(url) ? bits + 2 ** at : bits), 0)
  const { sinceMs, reachedMs, checkedMs, provenMs, latencyMs, connections, mostSeen, version, reason } =
    evidence
  const flags = `${reaches[evidence.reachability]}${evidence.admits ? 1 : 0}${evidence.isHandedOut ? 1 : 0}${relay}`
  const tenths = latencyMs < 0 ? -1 : Math.round(latencyMs * 10)
  const numbers = [good, sinceMs, reachedMs, checkedMs, provenMs, tenths, connections, mostSeen]
  return `${own}${flags},${numbers.map((value) => value.toString(36)).join()},${version},${reason}`
}

/** Reads the cell. */
export function decodeEvidence(cell: string, urls: readonly string[]): Evidence {
  const [flags = '', ...rest] = cell.slice(1).split(',')
  if (flags.length < 4) return noEvidence
  const numbers = rest.slice(0, 8).map((text) => Number.parseInt(text, 36))
  const [good = 0, sinceMs = 0, reachedMs = 0, checkedMs = 0, provenMs = 0, tenths = -1] = numbers
  const [connections = 0, mostSeen = 0] = numbers.slice(6)
  const [reach, admits, isHandedOut, relay] = flags
  return {
    reachability: reach === 'u' ? 'unreachable' : reach === 'r' ? 'reachable' : 'unknown',
    sinceMs,
    reachedMs,
    checkedMs,
    provenMs,
    // A row tells what is so, not what was.
    answeredMs: noEvidence.answeredMs,
    goodMs: noEvidence.goodMs,
    admits: admits === '1',
    isHandedOut: isHandedOut === '1',
    goodUrls: urls.filter((_url, at) => Math.floor(good / 2 ** at) % 2 === 1),
    latencyMs: tenths < 0 ? -1 : tenths / 10,
    // The row's own column has that of each side.
    latencyFrom: noEvidence.latencyFrom,
    connections,
    mostSeen,
    version: rest[8] ?? '',
    avoidsRelay: relay === relays[0] ? undefined : relay === relays[2],
    reason: rest[9] ?? '',
    failedAt: noEvidence.failedAt,
  }
}
