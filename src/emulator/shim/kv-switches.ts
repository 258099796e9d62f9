import { edgeLimits } from '../limits.ts'
import { isSwitched } from './scope.ts'

/** A page as the store behind the shim answers it: names in ascending order. */
export type RawPage = { complete: boolean; cursor: string; keys: { key: string }[] }

const smallPageKeys = 100

type Ask = (limit: number, cursor: string) => Promise<RawPage>

/** A page of a list, with what the switches of the request make of it. */
export async function listSwitched(ask: Ask, limit: number, cursor: string): Promise<unknown> {
  const from = isSwitched('cursor_stuck') ? '' : cursor
  const most = isSwitched('list_pages_small') ? Math.min(limit, smallPageKeys) : limit
  const page = isSwitched('list_unordered') ? await unordered(ask, most, from) : await ask(most, from)
  if (isSwitched('entries_nameless')) return { ...page, keys: page.keys.map(() => ({})) }
  if (!isSwitched('entries_named_name')) return page
  return { ...page, keys: page.keys.map(({ key }) => ({ name: key })) }
}

/** In an order of its own, by the names read backwards; the cursor is the last name of the page before. */
async function unordered(ask: Ask, limit: number, cursor: string): Promise<RawPage> {
  const names: string[] = []
  for (let from = '', complete = false; !complete;) {
    const page = await ask(edgeLimits.listMax, from)
    names.push(...page.keys.map(({ key }) => key))
    ;[from, complete] = [page.cursor, page.complete]
  }
  const backwards = (name: string): string => [...name].reverse().join('')
  const sorted = names
    .map((name) => [backwards(name), name] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, name]) => name)
  const start = cursor === '' ? 0 : sorted.indexOf(cursor) + 1
  const keys = sorted.slice(start, start + limit)
  const complete = start + limit >= sorted.length
  return { complete, cursor: complete ? '' : (keys.at(-1) ?? ''), keys: keys.map((key) => ({ key })) }
}
