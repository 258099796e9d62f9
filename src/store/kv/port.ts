import { readRecord, recordOf } from './record.ts'

/** One entry of a list. EdgeOne's documents disagree between `key` and `name`, so both are read. */
export type KvEntry = { readonly key?: string; readonly name?: string }

export type KvPage = {
  readonly complete: boolean
  readonly cursor?: string
  readonly keys: readonly KvEntry[]
}

export type KvListOptions = { readonly prefix?: string; readonly limit?: number; readonly cursor?: string }

/**
 * The store as EdgeOne KV has it: keys `[A-Za-z0-9_]{1,512}`, text values, no TTL, no metadata, nothing atomic.
 * A write is seen at once where it was made and within 60 s elsewhere, each key for itself, lists included.
 */
export type Kv = {
  readonly get: (key: string) => Promise<string | null>
  readonly put: (key: string, value: string) => Promise<void>
  readonly delete: (key: string) => Promise<void>
  readonly list: (options?: KvListOptions) => Promise<KvPage>
}

/** EdgeOne's largest page. Always passed, because defaults differ between its documents and its tools. */
export const pageKeysMax = 256

/** Value of an index key or fact: the name is the information, but a store may refuse an empty value. */
export const emptyValue = '1'

export type KvKeys = { readonly keys: readonly string[]; readonly complete: boolean }

function names(page: KvPage): string[] {
  const keys: string[] = []
  for (const entry of page.keys) {
    const key = entry.key ?? entry.name
    if (key !== undefined) keys.push(key)
  }
  return keys
}

/** Reads one page of a prefix from `cursor` on (`''` = from the start); `next` is `''` after the last page. */
export async function listPage(
  kv: Kv,
  prefix: string,
  cursor = '',
  limit = pageKeysMax,
): Promise<{ keys: string[]; next: string }> {
  const page = await kv.list(cursor === '' ? { prefix, limit } : { prefix, limit, cursor })
  const keys = names(page)
  const done = page.complete || keys.length === 0
  return { keys, next: done ? '' : (page.cursor ?? keys.at(-1) ?? '') }
}

/**
 * All keys of a prefix, in code-unit order, at most `pagesMax` pages; `complete` is false when more were left,
 * or when a page brought nothing new although the store said that there is more.
 * EdgeOne promises no order, so the keys are sorted here.
 */
export async function listAll(kv: Kv, prefix: string, pagesMax = 40): Promise<KvKeys> {
  const seen = new Set<string>()
  let cursor = ''
  for (let page = 0; page < pagesMax; page += 1) {
    const { keys, next } = await listPage(kv, prefix, cursor)
    const before = seen.size
    for (const key of keys) seen.add(key)
    if (next === '') return { keys: [...seen].sort(), complete: true }
    // A cursor that does not advance would bring the same page for ever.
    if (seen.size === before) break
    cursor = next
  }
  return { keys: [...seen].sort(), complete: false }
}

/** Runs `work` over `items`, at most `width` at a time; results in input order. The first failure ends it. */
export async function mapBounded<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (let start = 0; start < items.length; start += width) {
    results.push(...(await Promise.all(items.slice(start, start + width).map(work))))
  }
  return results
}

/** A record's JSON; undefined when absent or unreadable. Who would act on absence asks `readRecord`. */
export function parseRecord<Rec>(text: string | null): Rec | undefined {
  return recordOf(readRecord<Rec>(text))
}
