import { decode36, encode36 } from '../../domain/values/index.ts'
import { timeKey } from './keys.ts'

/*
 * ak_<id>                                             record: an API key; written once
 * ao_<u>_<id>                                         index: the keys of a user; written before the record
 * ax_<id>_x                                           mark: it is revoked
 * ax_<id>_q<time>_<a day>_<a minute>                  fact: a quota of its own; `0` twice = that of the site again
 * ac_<id>_<day>_<writer>_<count><minute><in minute>   fact: what one writer has counted of a day (UTC) so far, and of its last minute
 * ad_<id>_<day>_<count>_<time>                        fact: all uses of a day that is over, summed up then
 */

export const apiKeyIdChars = 8
const dayChars = 4
const countChars = 6
const minuteChars = 3
const inMinuteChars = 4

/** The record of a key. */
export function apiKeyKey(id: string): string {
  return `ak_${id}`
}
/** Prefix of the keys of a user. */
export function ownApiKeysPrefix(user: string): string {
  return `ao_${user}_`
}
/** One of the keys of a user. */
export function ownApiKeyKey(user: string, id: string): string {
  return `${ownApiKeysPrefix(user)}${id}`
}
/** Prefix of what became of a key. */
export function apiKeyFactsPrefix(id: string): string {
  return `ax_${id}_`
}
/** The mark that a key is revoked. */
export function revokedApiKeyKey(id: string): string {
  return `${apiKeyFactsPrefix(id)}x`
}

/** Requests that a key may make; both 0: as many as the site gives to all. */
export type OwnQuota = { readonly perDay: number; readonly perMinute: number }

/** The fact that a key has a quota of its own from `ms` on. */
export function apiKeyQuotaKey(id: string, ms: number, { perDay, perMinute }: OwnQuota): string {
  const counts = [perDay, perMinute].map((count) => encode36(count, countChars)).join('_')
  return `${apiKeyFactsPrefix(id)}q${timeKey(ms)}_${counts}`
}

/** Reads `ax_<id>_…`; undefined for another key. */
export function parseApiKeyFact(
  key: string,
): { readonly id: string; readonly ms: number; readonly quota: OwnQuota | undefined } | undefined {
  const form = /^ax_([0-9a-z]{8})_(?:x|q([0-9a-z]{8})_([0-9a-z]{6})_([0-9a-z]{6}))$/
  const [, id, time, day, minute] = form.exec(key) ?? []
  if (id === undefined) return undefined
  if (time === undefined) return { id, ms: 0, quota: undefined }
  const [ms = 0, perDay = 0, perMinute = 0] = [time, day, minute].map((text) => decode36(text ?? ''))
  return { id, ms, quota: { perDay, perMinute } }
}

/** What one writer has counted of a key within a day so far: it only grows, so the largest of a writer is the newest. */
export type UseCount = {
  readonly writer: string
  readonly count: number
  /** The last minute of the day in which it counted, and how much then. */
  readonly minute: number
  readonly inMinute: number
}

/** Prefix of all counts, of those of ids that begin so, or of one key or one day (since 1970) of it. */
export function usesPrefix(id = '', day?: number): string {
  return day === undefined ? `ac_${id}` : `ac_${id}_${encode36(day, dayChars)}_`
}
/** The fact of a count. */
export function useKey(id: string, day: number, { writer, count, minute, inMinute }: UseCount): string {
  const counts = encode36(count, countChars) + encode36(minute, minuteChars)
  return `${usesPrefix(id, day)}${writer}_${counts}${encode36(inMinute, inMinuteChars)}`
}

/** Reads `ac_…`; undefined for another key. */
export function parseUse(
  key: string,
): (UseCount & { readonly key: string; readonly id: string; readonly day: number }) | undefined {
  const form = /^ac_([0-9a-z]{8})_([0-9a-z]{4})_([0-9a-f]{8})_([0-9a-z]{6})([0-9a-z]{3})([0-9a-z]{4})$/
  const [, id, day36 = '', writer, ...counts] = form.exec(key) ?? []
  if (id === undefined || writer === undefined) return undefined
  const [day = 0, count = 0, minute = 0, inMinute = 0] = [day36, ...counts].map((text) => decode36(text))
  return { key, id, day, writer, count, minute, inMinute }
}

/** Prefix of the sums of days, or of those of one key. */
export function useSumsPrefix(id = ''): string {
  return `ad_${id}`
}
/** The fact of the sum of a day, made at `ms`. */
export function useSumKey(id: string, day: number, count: number, ms: number): string {
  return `ad_${id}_${encode36(day, dayChars)}_${encode36(count, countChars)}_${timeKey(ms)}`
}
/** Reads `ad_…`; undefined for another key. */
export function parseUseSum(key: string):
  | {
      readonly key: string
      readonly id: string
      readonly day: number
      readonly count: number
      readonly ms: number
    }
  | undefined {
  const [, id, ...fields] = /^ad_([0-9a-z]{8})_([0-9a-z]{4})_([0-9a-z]{6})_([0-9a-z]{8})$/.exec(key) ?? []
  const [day, count, ms] = fields.map((text) => decode36(text))
  if (id === undefined || day === undefined || count === undefined || ms === undefined) return undefined
  return { key, id, day, count, ms }
}
