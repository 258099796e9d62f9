import { hashToken } from '../../../src/auth/secrets.ts'
import { encode36 } from '../../../src/domain/values/index.ts'
import { kvOver } from '../../../src/tools/demo/memory-store.ts'
import type { Measured } from './cpu.ts'
import { fillStore, nameOf, reportAgain } from './site.ts'

/** A node reports every five minutes; of a thousand one comes every 300 ms. */
const intervalMs = 300_000
export const betweenReportsMs = 300
/** Reports of a node before those that are measured: a fold is due by then, and its leftovers are cleared. */
const earlierReports = 6

/** What a node sends. */
export type Reporter = { readonly token: string; readonly node_name: string; readonly email: string }

/** A report token of a node, the same each time. */
export function tokenOf(id: number): string {
  return `etr_${encode36(id, 11)}_${'0'.repeat(32)}`
}

/** Fills a site with nodes that have reported for half an hour and are due again. */
export async function fillReporters({ edge }: Measured, count: number): Promise<readonly Reporter[]> {
  const store = kvOver(edge.kv)
  const email = 'owner@example.com'
  const firstMs = Date.now() - earlierReports * intervalMs
  const makeToken = (id: number) => ({
    hash: hashToken(tokenOf(id)),
    prefix: 'etr_bench',
    createdMs: firstMs,
  })
  const ids = await fillStore(store, count, firstMs, makeToken, () => email)
  for (let round = 1; round < earlierReports; round += 1) {
    for (const [at, id] of ids.entries()) await reportAgain(store, id, at, firstMs + round * intervalMs)
  }
  return ids.map((id, at) => ({ token: tokenOf(id), node_name: nameOf(at), email }))
}
