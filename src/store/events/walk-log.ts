import { listPage, type Kv } from '../kv/port.ts'
import { downTime } from './event-keys.ts'
import { decode36, encode36 } from '../../domain/values/index.ts'

/** Pages of 256 keys that are read from the newest on, to find a place in a log. */
const pagesMax = 4
/** Beyond them a log is read by stretches: 46,656 million-th parts of its time, almost 17 hours each. */
const stretchChars = 3
const stretchesMax = 16

/** A part of a log: names (keys without their prefix), newest first, and from which name on the next part goes. */
export type LogPart = {
  readonly names: readonly string[]
  /** Names up to this one have been looked at; undefined = to the end. */
  readonly reached: string | undefined
}

/**
 * Reads a log behind the name `after` ('' = from the newest event), until `enough` names are there or the bounds are
 * met; what was not reached is told. At most 20 lists, one for a log that fits into a page.
 */
export async function walkLog(kv: Kv, prefix: string, after: string, enough: number): Promise<LogPart> {
  const names = new Set<string>()
  let cursor = ''
  let newest = ''
  for (let page = 0; page < pagesMax; page += 1) {
    const { keys, next } = await listPage(kv, prefix, cursor)
    const listed = keys.map((key) => key.slice(prefix.length)).sort()
    for (const name of listed) if (isBehind(name, after)) names.add(name)
    const last = listed.at(-1) ?? ''
    if (next === '' || last <= newest) return { names: [...names].sort(), reached: undefined }
    newest = last
    cursor = next
    if (names.size >= enough) return { names: [...names].sort(), reached: newest }
  }
  if (names.size > 0) return { names: [...names].sort(), reached: newest }
  return walkStretches(kv, prefix, after, enough)
}

/** The same from a stretch of time on: events of long ago in a log of many. */
async function walkStretches(kv: Kv, prefix: string, after: string, enough: number): Promise<LogPart> {
  const first = decode36(after.slice(0, stretchChars)) ?? 0
  const end = 36 ** stretchChars
  const names = new Set<string>()
  let reached = after
  for (let stretch = first; stretch < Math.min(first + stretchesMax, end); stretch += 1) {
    const start = encode36(stretch, stretchChars)
    let cursor = ''
    for (let page = 0; page < pagesMax; page += 1) {
      const { keys, next } = await listPage(kv, prefix + start, cursor)
      for (const name of keys.map((key) => key.slice(prefix.length)).sort()) {
        if (isBehind(name, after)) names.add(name)
        if (name > reached) reached = name
      }
      if (next === '') break
      cursor = next
      if (names.size >= enough) return { names: [...names].sort(), reached }
    }
    reached = `${start}${'z'.repeat(downTime(0).length - stretchChars)}`
    if (names.size >= enough) return { names: [...names].sort(), reached }
  }
  return { names: [...names].sort(), reached: first + stretchesMax >= end ? undefined : reached }
}

/** Behind a name are those that it is no beginning of and that sort after it. */
function isBehind(name: string, after: string): boolean {
  return name > after && (after === '' || !name.startsWith(after))
}
