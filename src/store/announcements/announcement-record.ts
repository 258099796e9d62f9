import * as v from 'valibot'
import { announcementTones, type AnnouncementTone } from '../../contract/announcements.ts'
import { regions, type Region } from '../../contract/vocabulary.ts'
import { decode36, encode36 } from '../../domain/values/index.ts'
import { timeKey } from '../kv/keys.ts'

/**
 * Keys `an_<id>_<time>`: an announcement as it was saved then. The newest counts, with what others of the same minutes
 * add. An id is its creation, counted down so that the newest come first, and four random characters.
 */
export const announcementsPrefix = 'an_'

const timeChars = 8
const timeMax = 36 ** timeChars - 1

/** All times in ms since the epoch. */
export type AnnouncementRecord = {
  readonly v: 1
  readonly id: string
  readonly tone: AnnouncementTone
  readonly title: string
  readonly text: string
  readonly fromMs: number
  /** 0 = until it is resolved. */
  readonly untilMs: number
  readonly nodes: readonly { readonly id: number; readonly name: string }[]
  readonly regions: readonly Region[]
  readonly createdMs: number
  readonly savedMs: number
  /** 0 = it is not over. */
  readonly resolvedMs: number
  /** Oldest first. */
  readonly updates: readonly { readonly ms: number; readonly text: string }[]
}

const time = v.pipe(v.number(), v.minValue(0), v.maxValue(1e14))
const line = (max: number) => v.pipe(v.string(), v.maxLength(max), v.regex(/^\P{Cc}*$/u))

/** What a stored announcement has to look like, wherever it comes from. */
export const AnnouncementSchema = v.object({
  v: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[0-9a-z]{12}$/)),
  tone: v.picklist(announcementTones),
  title: line(200),
  text: v.pipe(v.string(), v.maxLength(4000)),
  fromMs: time,
  untilMs: time,
  nodes: v.pipe(
    v.array(v.object({ id: v.pipe(v.number(), v.safeInteger()), name: line(200) })),
    v.maxLength(200),
  ),
  regions: v.pipe(v.array(v.picklist(regions)), v.maxLength(100)),
  createdMs: time,
  savedMs: time,
  resolvedMs: time,
  updates: v.pipe(
    v.array(v.object({ ms: time, text: v.pipe(v.string(), v.maxLength(4000)) })),
    v.maxLength(100),
  ),
})

/** A new id; `random`: four bytes. */
export function makeAnnouncementId(ms: number, random: Uint8Array): string {
  const tail = [...random].map((byte) => (byte % 36).toString(36)).join('')
  return encode36(timeMax - ms, timeChars) + tail
}

/** When an announcement was made, in ms. */
export function announcementTimeMs(id: string): number {
  return timeMax - (decode36(id.slice(0, timeChars)) ?? timeMax)
}

/** What the keys of one announcement begin with. */
export function announcementPrefix(id: string): string {
  return `${announcementsPrefix}${id}_`
}

/** An announcement as it was saved then. */
export function announcementKey(id: string, savedMs: number): string {
  return announcementPrefix(id) + timeKey(savedMs)
}

/** Reads a key; undefined for any other. */
export function parseAnnouncementKey(
  key: string,
): { readonly id: string; readonly savedMs: number } | undefined {
  const [, id, saved = ''] = /^an_([0-9a-z]{12})_([0-9a-z]{8})$/.exec(key) ?? []
  const savedMs = decode36(saved)
  return id === undefined || savedMs === undefined ? undefined : { id, savedMs }
}
