import { pageKeysMax, type KvListOptions } from '../../store/kv/index.ts'

const keyForm = /^[A-Za-z0-9_]{1,512}$/

/** Largest value in characters. EdgeOne takes 25 MB; a value of this server never comes near 16 MB. */
const valueCharsMax = 16 * 1024 * 1024

/** The lowest character of a key, and one above the highest: with them any prefix or cursor is a range. */
const lowestChar = '0'
const aboveChars = '~'

/** Refuses what EdgeOne KV refuses; throws a TypeError that quotes the key's beginning. */
export function checkKey(key: string): void {
  if (typeof key === 'string' && keyForm.test(key)) return
  const shown = (JSON.stringify(key) ?? 'undefined').slice(0, 80)
  throw new TypeError(`KV: a key is 1 to 512 of A-Z a-z 0-9 _, not ${shown}`)
}

/** Throws a TypeError for what is no text, a RangeError for more than 16 million characters. */
export function checkValue(value: string): void {
  if (typeof value !== 'string') throw new TypeError(`KV: a value is a text, not ${typeof value}`)
  if (value.length > valueCharsMax) {
    throw new RangeError(`KV: a value of ${value.length} characters, at most ${valueCharsMax} are taken`)
  }
}

export type KeyRange = {
  /** First key that may be in the page. */
  readonly from: string
  /** First key that is behind the prefix. */
  readonly before: string
  readonly limit: number
}

/** The keys that a list asks for, in code-unit order; throws as `checkKey`, and a RangeError for a limit beyond 1 to 256. */
export function listRange({ prefix = '', limit = pageKeysMax, cursor = '' }: KvListOptions = {}): KeyRange {
  if (prefix !== '') checkKey(prefix)
  if (cursor !== '') checkKey(cursor)
  if (!Number.isInteger(limit) || limit < 1 || limit > pageKeysMax) {
    throw new RangeError(`KV: a limit is 1 to ${pageKeysMax}, not ${String(limit)}`)
  }
  const afterCursor = cursor === '' ? '' : `${cursor}${lowestChar}`
  return { from: afterCursor > prefix ? afterCursor : prefix, before: `${prefix}${aboveChars}`, limit }
}

/** A page of the answer, made from up to `limit` + 1 keys: the one too many tells that more are there. */
export function toPage(
  keys: readonly string[],
  limit: number,
): { complete: boolean; cursor: string; keys: { key: string }[] } {
  const shown = keys.slice(0, limit)
  const complete = keys.length <= limit
  return { complete, cursor: complete ? '' : (shown.at(-1) ?? ''), keys: shown.map((key) => ({ key })) }
}
