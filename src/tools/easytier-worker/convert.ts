import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { PasswordPolicy } from '../../auth/passwords.ts'
import { deriveSecrets } from '../../auth/secrets.ts'
import { MemoryKv } from '../../emulator/kv/memory-kv.ts'
import { kvOver } from '../demo/memory-store.ts'
import { SeedWorld } from '../demo/seed-context.ts'
import { makeNode } from './make-nodes.ts'
import { makeUser } from './make-users.ts'
import type { OldDatabase } from './old-database.ts'
import { readNodes } from './old-nodes.ts'
import { readUsers } from './old-users.ts'
import { writePages } from './pages.ts'
import { Report, shown } from './told.ts'

export type ConvertOptions = {
  /** JWT_SECRET of the site that will import; undefined: nothing is made, only told. */
  readonly secret: string | undefined
  readonly policy: PasswordPolicy
  readonly nowMs: number
  readonly takesUnverified: boolean
  /** Whether the reporter of a node, by its id there, sends a running total. */
  readonly sendsTotals: (oldId: string) => boolean
}

export type Converted = { readonly pages: readonly string[]; readonly report: Report }

/**
 * Turns an old database into pages for `POST /api/system/import`, by making its users and nodes in a store in memory as
 * services make them, each at its own time. The same database gives the same keys, so that importing twice changes nothing.
 */
export async function convert(tables: OldDatabase, options: ConvertOptions): Promise<Converted> {
  const report = new Report()
  const users = readUsers(tables.get('users') ?? [], report, options)
  const nodes = readNodes(tables.get('nodes') ?? [], users, report, options)
  tellOthers(tables, report)
  const secrets = deriveSecrets(options.secret)
  if (options.secret === undefined || secrets === undefined) return { pages: [], report }
  const kv = kvOver(new MemoryKv())
  let draw = drawOf('')
  const world = new SeedWorld(kv, options.secret, () => draw())
  for (const user of users.values()) await makeUser(world, user, { secrets, policy: options.policy })
  for (const node of nodes) {
    draw = drawOf(`${node.oldId} ${node.createdMs} ${node.owner.email}`)
    await makeNode(world, node, options.nowMs)
  }
  return { pages: await writePages(kv, secrets), report }
}

/** What of the database has no place here. */
function tellOthers(tables: OldDatabase, report: Report): void {
  for (const row of tables.get('confs') ?? []) {
    report.of('setting', shown(row['setting_key'])).leftOut('settings are set in the console')
  }
  for (const [name, rows] of tables) {
    if (['users', 'nodes', 'confs'].includes(name) || rows.length === 0) continue
    report.of('table', name).leftOut(`${rows.length} rows: ${othersWhy[name] ?? 'not known'}`)
  }
}

const othersWhy: Readonly<Record<string, string>> = {
  node_peers: 'who was connected then',
  node_routes: 'routes of then',
}

/** Numbers in [0, 1) that follow from a text. */
function drawOf(seed: string): () => number {
  let count = 0
  return () => {
    count += 1
    return Number.parseInt(bytesToHex(sha256(utf8ToBytes(`${seed} ${count}`))).slice(0, 8), 16) / 2 ** 32
  }
}
