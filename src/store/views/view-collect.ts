import { parseLiveEntry, type LiveEntry } from '../kv/fact-keys.ts'
import { readLiveFacts, type LiveFacts, noLiveFacts } from '../reports/node-figures.ts'
import { readDisabled } from '../users/disabled-users.ts'
import { disabledUsersPrefix, idInKey, nodeKey, parseConfigIndex } from '../kv/keys.ts'
import { listAll, mapBounded, parseRecord } from '../kv/port.ts'
import type { StoreContext } from '../context/context.ts'
import type { NodeRecord } from '../nodes/node-record.ts'
import { decodeConfigRow, encodeConfigRow, redact } from './config-rows.ts'
import { configViewKey } from './view-keys.ts'
import { minuteMs } from '../../domain/values/index.ts'

/** A node as a view collects it: the record without its secrets, and its live facts. */
export type CollectedNode = { readonly node: NodeRecord; readonly facts: LiveFacts }

export type Collected = {
  readonly nodes: readonly CollectedNode[]
  /** Config rows as they were, to tell whether they must be written again. */
  readonly configText: string | null
  readonly configRows: readonly string[]
  /** What the lists showed, for the sweep. */
  readonly liveKeys: ReadonlyMap<number, readonly LiveEntry[]>
  readonly revisions: ReadonlyMap<number, readonly number[]>
  readonly tombstones: ReadonlySet<number>
  /** Disabled owners, with the time in ms since when. */
  readonly disabled: ReadonlyMap<string, number>
  readonly disabledKeys: readonly string[]
  /** False when there were more keys than may be listed at a time: the part must be cut. */
  readonly complete: boolean
}

const getsAtOnce = 32

type ConfigRow = { readonly revision: number; readonly row: string }

function readRows(text: string | null): Map<number, ConfigRow> {
  const rows = new Map<number, ConfigRow>()
  for (const row of text === null || text === '' ? [] : text.split('\n')) {
    const [id, revision] = row.split('\t', 2)
    if (revision !== undefined) rows.set(Number(id), { revision: Number(revision), row })
  }
  return rows
}

function groupRevisions(keys: readonly string[]): Map<number, number[]> {
  const revisions = new Map<number, number[]>()
  for (const key of keys) {
    const index = parseConfigIndex(key)
    if (index === undefined) continue
    const known = revisions.get(index.id)
    if (known === undefined) revisions.set(index.id, [index.revision])
    else known.push(index.revision)
  }
  return revisions
}

function groupLive(keys: readonly string[]): Map<number, LiveEntry[]> {
  const entries = new Map<number, LiveEntry[]>()
  for (const key of keys) {
    const entry = parseLiveEntry(key)
    if (entry === undefined) continue
    const known = entries.get(entry.id)
    if (known === undefined) entries.set(entry.id, [entry])
    else known.push(entry)
  }
  return entries
}

/**
 * Reads all nodes of a part (`''` = all, else a shard character) from index keys and facts: a few lists, and one get
 * for each node whose newest revision is not in the cached configs. A lost cache costs gets, never an answer. More
 * than `nodesMax` nodes are only counted: then it is not complete and has none.
 */
export async function collectPart(
  ctx: StoreContext,
  part: string,
  pagesMax = 40,
  nodesMax = Infinity,
): Promise<Collected> {
  const [configs, lives, tombs, disabledUsers, configText] = await Promise.all([
    listAll(ctx.kv, `c_${part}`, pagesMax),
    listAll(ctx.kv, `l_${part}`, 4 * pagesMax),
    listAll(ctx.kv, `x_${part}`, pagesMax),
    listAll(ctx.kv, disabledUsersPrefix),
    ctx.kv.get(configViewKey(part)),
  ])
  const revisions = groupRevisions(configs.keys)
  const liveKeys = groupLive(lives.keys)
  const tombstones = new Set(tombs.keys.map((key) => idInKey(key, 2)).filter((id) => id !== undefined))
  const disabledKeys = disabledUsers.keys
  const cached = readRows(configText)
  const alive = [...revisions.keys()].filter((id) => !tombstones.has(id)).sort((a, b) => a - b)
  const complete = configs.complete && lives.complete && alive.length <= nodesMax
  if (!complete && nodesMax < Infinity) {
    const disabled = new Map<string, number>()
    return {
      nodes: [],
      configText,
      configRows: [],
      liveKeys,
      revisions,
      tombstones,
      disabled,
      disabledKeys,
      complete,
    }
  }
  const newest = (id: number): number => Math.max(...(revisions.get(id) ?? [0]))
  // More than one revision: a crash, or two writers who did not see each other; then the record alone decides.
  const missing = alive.filter(
    (id) => cached.get(id)?.revision !== newest(id) || (revisions.get(id)?.length ?? 0) > 1,
  )
  const asked = new Set(missing)
  const visibleMs = ctx.clock() - 2 * minuteMs
  const fetched = new Map<number, NodeRecord>()
  await mapBounded(missing, getsAtOnce, async (id) => {
    const node = parseRecord<NodeRecord>(await ctx.kv.get(nodeKey(id)))
    if (node !== undefined) fetched.set(id, redact(node))
  })
  const nodes: CollectedNode[] = []
  const configRows: string[] = []
  for (const id of alive) {
    const row = cached.get(id)
    const read = fetched.get(id)
    // A read elsewhere may be older than what the cache holds, unless that has been visible everywhere for long.
    const trusted = row === undefined || row.revision < visibleMs || (read?.revision ?? -1) > row.revision
    const fresh = asked.has(id) && trusted
    const node = fresh ? read : row === undefined ? undefined : decodeConfigRow(row.row)
    if (node === undefined) continue
    const entries = liveKeys.get(id)
    nodes.push({ node, facts: entries === undefined ? noLiveFacts : readLiveFacts(entries) })
    configRows.push(fresh || row === undefined ? encodeConfigRow(node) : row.row)
  }
  return {
    nodes,
    configText,
    configRows,
    liveKeys,
    revisions,
    tombstones,
    disabled: await readDisabled(ctx.kv, disabledKeys, new Set(nodes.map(({ node }) => node.user))),
    disabledKeys,
    complete,
  }
}
