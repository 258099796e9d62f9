import { idInKey, idKey, livePrefix, reportsPrefix, timeKey } from './keys.ts'
import { decodeLive, encodeLive } from './live-figures-codec.ts'
import type { ReportFact } from '../../domain/traffic/index.ts'
import { decode36, encode36 } from '../../domain/values/index.ts'
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
 * Key of the live fact of a report. The end of the report's id is in it, so that two reports of one millisecond that
 * say the same are still seen to be two, neither of which may have known of the other.
 */
export function liveKey(id: number, live: LiveFigures, reportId: string): string {
  return `${livePrefix(id)}a${timeKey(live.timeMs)}_${reportId.slice(-tagChars)}${encodeLive(live)}`
}

/** Key of a report: time, report id, kind (`i` increment, `c` cumulative), bytes, boot, live payload. */
export function reportKey(
  id: number,
  live: LiveFigures,
  reportId: string,
  traffic: ReportFact['traffic'],
): string {
  const kind = traffic.boot === null ? 'i' : 'c'
  return (
    `${reportsPrefix(id)}${timeKey(live.timeMs)}_${reportId}_${kind}${encode36(traffic.bytes, 11)}` +
    `${traffic.boot ?? '00000000'}_${encodeLive(live)}`
  )
}

const reportShape =
  /^r_[0-9a-z]{12}_([0-9a-z]{8})_([0-9a-fx][0-9a-f]{15})_([ic])([0-9a-z]{11})([0-9a-f]{8})_([A-Za-z0-9_]+)$/

/** Reads a report's key; undefined for the tombstone and anything malformed. */
export function parseReportKey(key: string): ListedReport | undefined {
  const parts = reportShape.exec(key)
  const id = idInKey(key, 2)
  const timeMs = decode36(parts?.[1] ?? '')
  const bytes = decode36(parts?.[4] ?? '')
  const payload = parts?.[6] ?? ''
  if (id === undefined || timeMs === undefined || bytes === undefined) return undefined
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
      traffic: { bytes, boot: parts?.[3] === 'c' ? (parts[5] ?? '') : null },
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
/** `l_<id>_j<time>_<code>`: a report that was refused then. */
export function rejectKey(id: number, timeMs: number, code: RejectCode): string {
  return `${rejectPrefix(id)}${timeKey(timeMs)}_${code === 'node_expired' ? 'e' : 't'}`
}

/** One key under `l_<id>_`, as far as it can be told without decoding a live payload. */
export type LiveEntry =
  | { readonly kind: 'live'; readonly id: number; readonly timeMs: number; readonly key: string }
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
    }

const liveShape = /^l_[0-9a-z]{12}_([akj])([0-9a-z]{8})_([A-Za-z0-9_]+)$/

/** Reads a key under `l_<id>_`; undefined when malformed. */
export function parseLiveEntry(key: string): LiveEntry | undefined {
  const parts = liveShape.exec(key)
  const id = idInKey(key, 2)
  const timeMs = decode36(parts?.[2] ?? '')
  const rest = parts?.[3] ?? ''
  if (id === undefined || timeMs === undefined) return undefined
  if (parts?.[1] === 'a') return { kind: 'live', id, timeMs, key }
  if (parts?.[1] === 'k') {
    const tenths = decode36(rest)
    return { kind: 'check', id, timeMs, key, latencyMs: tenths === undefined ? -1 : tenths / 10 }
  }
  return { kind: 'reject', id, timeMs, key, code: rest === 'e' ? 'node_expired' : 'report_token_invalid' }
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

/** The live figures in a `live` entry's key. */
export function liveOfKey(entry: { readonly key: string; readonly timeMs: number }): LiveFigures | undefined {
  return decodeLive(entry.key.slice(livePayloadAt + tagChars), entry.timeMs)
}
