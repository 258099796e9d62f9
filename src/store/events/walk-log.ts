import { listPage, type Kv } from '../kv/port.ts'
import { downTime } from './event-keys.ts'
import { decode36, encode36 } from '../../domain/values/index.ts'

/** Pages of 256 keys that are read from the newest on, to find a place in a log. */
const pagesMax = 4
/** Beyond them a log is read by stretches, almost 17 hours each; the first one by such of 28 minutes. */
const stretchChars = 3
const stretchesMax = 16
const stretchPagesMax = 40

/** A part of a log: names (keys without their prefix), newest first, and from which name on the next part goes. */
export type LogPart = {
  readonly names: readonly string[]
  /** Names up to this one have been looked at; undefined = to the end. */
  readonly reached: string | undefined
}

/** What is wanted of a log: names behind `after` ('' = from the newest on) and before `end`, about `enough` of them. */
export type Walk = { readonly after: string; readonly end: string; readonly enough: number }

/**
 * Reads a log until enough names are there or the bounds are met; what was not reached is told. One list for a log that fits into a page.
 */
export async function walkLog(kv: Kv, prefix: string, walk: Walk): Promise<LogPart> {
  const { enough, end } = walk
  const names = new Set<string>()
  let cursor = ''
  let newest = ''
  for (let page = 0; page < pagesMax; page += 1) {
    const { keys, next } = await listPage(kv, prefix, cursor)
    const listed = keys.map((key) => key.slice(prefix.length)).sort()
    for (const name of listed) if (isWanted(name, walk)) names.add(name)
    const last = listed.at(-1) ?? ''
    if (next === '' || last <= newest || last > end) return { names: [...names].sort(), reached: undefined }
    newest = last
    cursor = next
    if (names.size >= enough) return { names: [...names].sort(), reached: newest }
  }
  if (names.size > 0) return { names: [...names].sort(), reached: newest }
  return walkStretches(kv, prefix, walk)
}

/** The same from a stretch of time on: events of long ago in a log of many. */
async function walkStretches(kv: Kv, prefix: string, walk: Walk): Promise<LogPart> {
  const { after, end, enough } = walk
  const names = new Set<string>()
  let reached = after
  for (const start of stretchesFrom(after, end)) {
    let cursor = ''
    for (let page = 0; page < stretchPagesMax; page += 1) {
      const { keys, next } = await listPage(kv, prefix + start, cursor)
      for (const name of keys.map((key) => key.slice(prefix.length)).sort()) {
        if (isWanted(name, walk)) names.add(name)
        if (name > reached) reached = name
      }
      if (next === '') break
      cursor = next
      if (names.size >= enough) return { names: [...names].sort(), reached }
    }
    reached = start.padEnd(downTime(0).length, 'z')
    if (names.size >= enough) return { names: [...names].sort(), reached }
  }
  return { names: [...names].sort(), reached: reached < end ? reached : undefined }
}

/** Beginnings of names behind one: short stretches to the end of the long one that it lies in, then long ones. */
function stretchesFrom(after: string, end: string): string[] {
  const long = decode36(after.slice(0, stretchChars)) ?? 0
  const first = decode36(after[stretchChars] ?? '') ?? 0
  const short = Array.from(
    { length: 36 - first },
    (_, at) => after.slice(0, stretchChars) + encode36(first + at, 1),
  )
  const longs = Array.from({ length: stretchesMax }, (_, at) => encode36(long + 1 + at, stretchChars))
  return [...short, ...longs].filter((start) => start <= end)
}

/** Behind a name are those that it is no beginning of and that sort after it. */
function isWanted(name: string, { after, end }: Walk): boolean {
  return name > after && name < end && (after === '' || !name.startsWith(after))
}
