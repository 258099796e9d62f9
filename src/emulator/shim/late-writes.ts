import type { RawPage } from './kv-switches.ts'
import { currentScope } from './scope.ts'

/** How the store behind the shim is asked for a key: `k=` and its name. */
type Read = (query: string) => Promise<ArrayBuffer | null>

/** Keeps what a key holds before the request writes it for the first time; nothing unless `own_writes_late` is on. */
export async function noteEarlier(query: string, read: Read): Promise<void> {
  const { earlier, switches } = currentScope('KV')
  if (switches.has('own_writes_late') && !earlier.has(query)) earlier.set(query, await read(query))
}

/** What the request may see of a key that it has written itself; undefined for any other key. */
export function earlierValue(query: string): ArrayBuffer | null | undefined {
  return currentScope('KV').earlier.get(query)
}

/** A page without the keys that the request has made, and with those that it has deleted. */
export function listedEarlier(page: RawPage, prefix: string, limit: number, cursor: string): RawPage {
  const { earlier } = currentScope('KV')
  if (earlier.size === 0) return page
  const last = page.keys.at(-1)?.key ?? ''
  const names = new Set(page.keys.map(({ key }) => key))
  for (const [query, value] of earlier) {
    const name = query.slice('k='.length)
    if (value === null) names.delete(name)
    else if (name.startsWith(prefix) && name > cursor && (page.complete || name < last)) names.add(name)
  }
  const sorted = [...names].sort()
  const keys = sorted.slice(0, limit)
  const isCut = sorted.length > limit
  const complete = page.complete && !isCut
  const end = isCut ? (keys.at(-1) ?? '') : last
  return { complete, cursor: complete ? '' : end, keys: keys.map((key) => ({ key })) }
}
