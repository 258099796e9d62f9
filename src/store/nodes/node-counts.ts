import { parseNameIndex } from '../kv/keys.ts'
import { listAll, type Kv } from '../kv/port.ts'

const pagesMax = 400

/** How many nodes each user has, by the index of names: lists alone. */
export async function countNodesByUser(kv: Kv): Promise<ReadonlyMap<string, number>> {
  const nodes = new Map<string, Set<number>>()
  for (const key of (await listAll(kv, 'nm_', pagesMax)).keys) {
    const entry = parseNameIndex(key)
    if (entry !== undefined) nodes.set(entry.user, (nodes.get(entry.user) ?? new Set()).add(entry.id))
  }
  return new Map([...nodes].map(([user, ids]) => [user, ids.size]))
}
