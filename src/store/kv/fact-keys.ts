import { idInKey, idKey, livePrefix, reportsPrefix, timeKey } from './keys.ts'
import { decodeLive, encodeLive } from './live-figures-codec.ts'
import { aheadMaxMs, type ReportFact } from '../../domain/traffic/index.ts'
import { decode36, encode36 } from '../../domain/values/index.ts'
import { silentMaxMs } from '../../contract/time.ts'
import { intervalOf, type LiveFigures } from '../../domain/presence/index.ts'

/** A listed report: the fact, its key, and the whole live fact that was written beside it. */
export type ListedReport = {
  readonly key: string
  readonly fact: ReportFact
  /** Figures of the live fact; the traffic and history in it are as known to its author. */
  readonly live: LiveFigures
  readonly liveKey: string
}

const tagChars = 4

/**
 * When a fact was written, as far as it can be true at `nowMs`. One from the future was written by a clock that was
 * wrong, nobody knows when: it is older than anything that is written now, and its node silent until it reports again.
 */
function readTime(timeMs: number, nowMs: number): number {
  return timeMs > nowMs + aheadMaxMs ? nowMs - silentMaxMs : timeMs
}

/**
 * Key of the live fact of a report. The end of the report's id is in it, so that two reports of one millisecond that
 * say the same are still seen to be two, neither of which may have known of the other.
 */
export function liveKey(id: number, live: LiveFigures, reportId: string): string {
  return `${livePrefix(id)}a${timeKey(live.timeMs)}_${reportId.slice(-tagChars)}${encodeLive(live)}`
}

/** `l_<id>_s<time>_<tag><payload>`: what checks found of a node that says nothing, as a live fact has it. */
export function answeredKey(id: number, figures: LiveFigures): string {
  return `${livePrefix(id)}s${timeKey(figures.timeMs)}_${'0'.repeat(tagChars)}${encodeLive(figures)}`
}

const noBoot = '00000000'
const bootChars = 8

/**
 * Key of a report: time, report id, kind (`i` increment, `c` cumulative, `d` the same of a known installation), bytes, boot,
 * installation, live payload.
 */
export function reportKey(
  id: number,
  live: LiveFigures,
  reportId: string,
  traffic: ReportFact['traffic'],
): string {
  const boot = traffic.boot ?? noBoot
  const kind = traffic.boot === null ? 'i' : boot.length > bootChars ? 'd' : 'c'
  return (
    `${reportsPrefix(id)}${timeKey(live.timeMs)}_${reportId}_${kind}${encode36(traffic.bytes, 11)}` +
    `${boot}_${encodeLive(live)}`
  )
}

const reportShape =
  /^r_[0-9a-z]{12}_([0-9a-z]{8})_([0-9a-fx][0-9a-f]{15})_([icd])([0-9a-z]{11})([0-9a-f]{8}(?:[0-9a-f]{6})?)_([A-Za-z0-9_]+)$/

/** Reads a report's key at `nowMs`; undefined for the tombstone and anything malformed. */
export function parseReportKey(key: string, nowMs: number): ListedReport | undefined {
  const parts = reportShape.exec(key)
  const id = idInKey(key, 2)
  const written = decode36(parts?.[1] ?? '')
  const bytes = decode36(parts?.[4] ?? '')
  const payload = parts?.[6] ?? ''
  if (id === undefined || written === undefined || bytes === undefined) return undefined
  const timeMs = readTime(written, nowMs)
  const live = decodeLive(payload, timeMs)
  if (live === undefined) return undefined
  return {
    key,
    live,
    liveKey: `l_${idKey(id)}_a${parts?.[1] ?? ''}_${(parts?.[2] ?? '').slice(-tagChars)}${payload}`,
    fact: {
      reportId: parts?.[2] ?? '',
      timeMs,
      online: live.online,
      intervalS: intervalOf(live.gapsS),
      bandwidth: live.bandwidth,
      connections: live.connections,
      latencyMs: live.latencyMs,
      traffic: { bytes, boot: parts?.[3] === 'i' ? null : (parts?.[5] ?? '') },
    },
  }
}

/** Codes of a rejected report in a key. */
export const rejectCodes = { t: 'report_token_invalid', e: 'node_expired' } as const
export type RejectCode = (typeof rejectCodes)[keyof typeof rejectCodes]

/** `l_<id>_k<time>_<payload>`: the latency in tenths of a millisecond, `____` when the node was offline. */
export function checkKey(id: number, timeMs: number, latencyMs: number): string {
  return `${livePrefix(id)}k${timeKey(timeMs)}_${latencyMs < 0 ? '____' : encode36(latencyMs * 10, 4)}`
}

/** Of all rejected reports of a node. */
export function rejectPrefix(id: number): string {
  return `${livePrefix(id)}j`
}
/** `l_<id>_j<time>_<code><source>`: a report that was refused then; `source` is who sent it, an IP as it is counted. */
export function rejectKey(id: number, timeMs: number, code: RejectCode, source: string): string {
  let hex = ''
  for (const unit of source.slice(0, sourceCharsMax)) hex += unit.charCodeAt(0).toString(16).padStart(2, '0')
  return `${rejectPrefix(id)}${timeKey(timeMs)}_${code === 'node_expired' ? 'e' : 't'}${hex}`
}

/** An IPv6 address has at most 39. */
const sourceCharsMax = 45

function decodeSource(hex: string): string {
  return hex.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)))
}

/** One key under `l_<id>_`, as far as it can be told without decoding a live payload. */
export type LiveEntry =
  | { readonly kind: 'live' | 'answered'; readonly id: number; readonly timeMs: number; readonly key: string }
  | {
      readonly kind: 'check'
      readonly id: number
      readonly timeMs: number
      readonly key: string
      readonly latencyMs: number
    }
  | {
      readonly kind: 'reject'
      readonly id: number
      readonly timeMs: number
      readonly key: string
      readonly code: RejectCode
      /** "" where it is not known. */
      readonly source: string
    }

const liveShape = /^l_[0-9a-z]{12}_([akjs])([0-9a-z]{8})_([A-Za-z0-9_]+)$/

/** Reads a key under `l_<id>_` at `nowMs`; undefined when malformed. */
export function parseLiveEntry(key: string, nowMs: number): LiveEntry | undefined {
  const parts = liveShape.exec(key)
  const id = idInKey(key, 2)
  const written = decode36(parts?.[2] ?? '')
  const rest = parts?.[3] ?? ''
  if (id === undefined || written === undefined) return undefined
  const timeMs = readTime(written, nowMs)
  if (parts?.[1] === 'a') return { kind: 'live', id, timeMs, key }
  if (parts?.[1] === 's') return { kind: 'answered', id, timeMs, key }
  if (parts?.[1] === 'k') {
    const tenths = decode36(rest)
    return { kind: 'check', id, timeMs, key, latencyMs: tenths === undefined ? -1 : tenths / 10 }
  }
  const code = rest.startsWith('e') ? 'node_expired' : 'report_token_invalid'
  return { kind: 'reject', id, timeMs, key, code, source: decodeSource(rest.slice(1)) }
}

const livePayloadAt = 25
const repairSlotMs = 600_000
const repairSlots = 36 ** 3

/** Tag of a live fact that was made anew at `nowMs`, unlike that of any report: the ten minutes in which it was made. */
export function repairTag(nowMs: number): string {
  return `z${encode36(Math.floor(nowMs / repairSlotMs) % repairSlots, tagChars - 1)}`
}

/** How long ago a live fact was made anew, at least, in ms; undefined for that of a report. */
export function repairAgeMs(key: string, nowMs: number): number | undefined {
  if (key[livePayloadAt] !== 'z') return undefined
  const made = decode36(key.slice(livePayloadAt + 1, livePayloadAt + tagChars)) ?? 0
  const slots = (Math.floor(nowMs / repairSlotMs) - made + repairSlots) % repairSlots
  return Math.max(0, slots - 1) * repairSlotMs
}

/** The live figures in the key of a `live` or `answered` entry. */
export function liveOfKey(entry: { readonly key: string; readonly timeMs: number }): LiveFigures | undefined {
  return decodeLive(entry.key.slice(livePayloadAt + tagChars), entry.timeMs)
}
