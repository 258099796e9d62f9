import { decode36, encode36 } from '../../domain/values/index.ts'
import { checkCodes, type Result } from '../../domain/evidence/index.ts'
import { idKey, shardChars } from './keys.ts'

/*
 * h_<time, counted down><place>_<results>   fact: what one place found in one go, up to 14 checks
 * hr_<id>                                   record: folded history of a node's checks at all places
 */

export const evidencePrefix = 'h_'
export const foldProgressKey = 'hf'

/** A record of a node's folded checks. */
export function checkHistoryKey(id: number): string {
  return `hr_${idKey(id)}`
}

const timeEnd = 36 ** 8 - 1
const headChars = 17
const resultChars = 36
/** So many results fit into a key of 512 characters. */
export const resultsPerKey = Math.floor((512 - headChars) / resultChars)
/** Seconds that a result may be older than the newest one beside it. */
const spanMaxS = 36 ** 2 - 1
const none = '____'
const placeShape = /^[0-9a-z]{6}$/

/** Connection counts and latencies beyond these are kept as these. */
const tenthsMax = 36 ** 3 - 1

function encodeVersion(version: string): string {
  const [, major = '', minor = '', patch = ''] = /^v?(\d{1,2})\.(\d{1,2})\.(\d{1,4})/.exec(version) ?? []
  return major === ''
    ? none
    : encode36(Number(major), 1) + encode36(Number(minor), 1) + encode36(Number(patch), 2)
}

function decodeVersion(text: string): string {
  const numbers = [text.slice(0, 1), text.slice(1, 2), text.slice(2)].map(decode36)
  return numbers.includes(undefined) ? '' : numbers.join('.')
}

const relayFlags = ['_', 'n', 'y'] as const

function relayFlag(avoidsRelay: boolean | undefined): string {
  return avoidsRelay === undefined ? relayFlags[0] : relayFlags[avoidsRelay ? 2 : 1]
}

function encodeResult(result: Result, newestMs: number): string {
  const { node, address, code, latencyMs, peers, mostSeen, version, avoidsRelay, ms, sinceMs } = result
  return (
    (node === 0 ? '0'.repeat(12) : idKey(node)) +
    address +
    encode36(checkCodes.indexOf(code), 1) +
    relayFlag(avoidsRelay) +
    (latencyMs < 0 ? none.slice(1) : encode36(Math.min(latencyMs * 10, tenthsMax), 3)) +
    encode36(peers, 3) +
    encode36(mostSeen, 3) +
    encodeVersion(version) +
    encode36((ms - sinceMs) / 60_000, 4) +
    encode36((newestMs - ms) / 1000, 2)
  )
}

/** Key of results of one place; at most `resultsPerKey`, none much older than the newest. */
function evidenceKey(place: string, results: readonly Result[]): string {
  const newestMs = Math.max(...results.map(({ ms }) => ms))
  const payload = results.map((result) => encodeResult(result, newestMs)).join('')
  return `${evidencePrefix}${encode36(timeEnd - newestMs, 8)}${place}_${payload}`
}

/** Keys of results of one place, as few as hold them. The same results make the same keys. */
export function evidenceKeys(place: string, results: readonly Result[]): string[] {
  const sorted = results.toSorted((one, other) => one.ms - other.ms || one.node - other.node)
  const keys: string[] = []
  let group: Result[] = []
  const close = (): void => {
    if (group.length > 0) keys.push(evidenceKey(place, group))
    group = []
  }
  for (const result of sorted) {
    const isLate = group[0] !== undefined && result.ms - group[0].ms > spanMaxS * 1000
    if (group.length === resultsPerKey || isLate) close()
    group.push(result)
  }
  close()
  return keys
}

/** Time in ms of the newest result in a key; undefined for any other key. */
export function evidenceTimeMs(key: string): number | undefined {
  if (!key.startsWith(evidencePrefix) || key[headChars - 1] !== '_') return undefined
  const down = decode36(key.slice(2, 10))
  return down === undefined ? undefined : timeEnd - down
}

/** The number in `width` base-36 digits; NaN for anything else. A view reads tens of thousands of results. */
function numberAt(text: string, at: number, width: number): number {
  let value = 0
  for (const end = at + width; at < end; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit >= 48 && unit <= 57) value = value * 36 + (unit - 48)
    else if (unit >= 97 && unit <= 122) value = value * 36 + (unit - 87)
    else return Number.NaN
  }
  return value
}

const versions = new Map<string, string>()
const versionsMax = 256

function versionAt(text: string, at: number): string {
  const coded = text.slice(at, at + 4)
  const known = versions.get(coded)
  if (known !== undefined) return known
  const version = decodeVersion(coded)
  if (versions.size < versionsMax) versions.set(coded, version)
  return version
}

function decodeResult(text: string, at: number, place: string, newestMs: number): Result | undefined {
  const node = numberAt(text, at + 1, 11)
  const code = checkCodes[numberAt(text, at + 15, 1)]
  const relay = text[at + 16]
  const latencyMs = text[at + 17] === '_' ? -1 : numberAt(text, at + 17, 3) / 10
  const peers = numberAt(text, at + 20, 3)
  const mostSeen = numberAt(text, at + 23, 3)
  const minutes = numberAt(text, at + 30, 4)
  const ms = newestMs - numberAt(text, at + 34, 2) * 1000
  if (code === undefined || text[at] !== shardChars[node % 36]) return undefined
  if (Number.isNaN(latencyMs + peers + mostSeen + minutes + ms)) return undefined
  return {
    node,
    address: text.slice(at + 12, at + 15),
    place,
    ms,
    code,
    latencyMs,
    peers,
    version: versionAt(text, at + 26),
    avoidsRelay: relay === relayFlags[0] ? undefined : relay === relayFlags[2],
    sinceMs: ms - minutes * 60_000,
    mostSeen,
  }
}

/** Results in a key; undefined for anything malformed. */
export function parseEvidenceKey(key: string): Result[] | undefined {
  const newestMs = evidenceTimeMs(key)
  const place = key.slice(10, headChars - 1)
  const chars = key.length - headChars
  if (newestMs === undefined || !placeShape.test(place)) return undefined
  if (chars === 0 || chars % resultChars !== 0) return undefined
  const results: Result[] = []
  for (let at = headChars; at < key.length; at += resultChars) {
    const result = decodeResult(key, at, place, newestMs)
    if (result === undefined) return undefined
    results.push(result)
  }
  return results
}
