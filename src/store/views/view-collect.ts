import { parseLiveEntry, repairAgeMs, type LiveEntry } from '../kv/fact-keys.ts'
import { readLiveFacts, type LiveFacts, noLiveFacts } from '../reports/node-figures.ts'
import { readLooks, type Looks } from '../evidence/index.ts'
import { knownOutages } from '../system/outages.ts'
import { loadPolicy, type SitePolicy } from '../system/site-policy.ts'
import { loadZoneMs } from '../system/site-zone.ts'
import { readDisabled } from '../users/disabled-users.ts'
import { disabledUsersPrefix, idInKey, nodeKey, parseConfigIndex } from '../kv/keys.ts'
import { listAll, mapBounded } from '../kv/port.ts'
import type { StoreContext } from '../context/context.ts'
import { parseConfigFact, withNodeFacts, type NodeFact } from '../nodes/node-facts.ts'
import type { NodeRecord } from '../nodes/node-record.ts'
import { readNodeData } from '../nodes/node-data.ts'
import { exactLive } from '../nodes/repair.ts'
import { readNode } from '../nodes/read-node.ts'
import { decodeConfigRow, encodeConfigRow, redact } from './config-rows.ts'
import { configViewKey } from './view-keys.ts'
import type { LiveFigures } from '../../domain/presence/index.ts'
import { marginsOf } from '../context/margins.ts'

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
  /** Keys of the nodes' facts among the config index keys. */
  readonly factKeys: ReadonlyMap<number, readonly string[]>
  /** What those keys say. */
  readonly said: ReadonlyMap<number, readonly NodeFact[]>
  readonly tombstones: ReadonlySet<number>
  /** Disabled owners, with the time in ms since when. */
  readonly disabled: ReadonlyMap<string, number>
  readonly disabledKeys: readonly string[]
  /** Nodes whose record is there and cannot be read: sweeps leave everything of theirs alone. */
  readonly unreadable: ReadonlySet<number>
  /** Index keys and tombstones that were listed, whichever were more. */
  readonly keys: number
  /** By what zone days go. */
  readonly zoneMs: number
  /** Checks of the last hour, of all nodes. */
  readonly looks: Looks
  readonly policy: SitePolicy
}

/** Pages of 256 keys that may be listed of configs and tombstones (four times as many of live facts), and nodes. */
export type CollectBounds = { readonly pagesMax: number; readonly nodesMax: number }

/** What the lists of one shard may hold: 100,000 keys of each kind. */
const shardBounds: CollectBounds = { pagesMax: 400, nodesMax: Infinity }

const getsAtOnce = 32

type ConfigRow = { readonly node: NodeRecord; readonly row: string }

/** Rows that can be read; one of an earlier form is as good as none, so that its record is read instead. */
function readRows(text: string | null): Map<number, ConfigRow> {
  const rows = new Map<number, ConfigRow>()
  for (const row of text === null || text === '' ? [] : text.split('\n')) {
    const node = decodeConfigRow(row)
    if (node !== undefined) rows.set(node.id, { node, row })
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

type ListedFacts = { readonly keys: Map<number, string[]>; readonly facts: Map<number, NodeFact[]> }

function groupFacts(keys: readonly string[]): ListedFacts {
  const listed: ListedFacts = { keys: new Map(), facts: new Map() }
  for (const key of keys) {
    const found = parseConfigFact(key)
    if (found === undefined) continue
    listed.keys.set(found.id, [...(listed.keys.get(found.id) ?? []), key])
    listed.facts.set(found.id, [...(listed.facts.get(found.id) ?? []), found.fact])
  }
  return listed
}

function groupLive(keys: readonly string[], nowMs: number): Map<number, LiveEntry[]> {
  const entries = new Map<number, LiveEntry[]>()
  for (const key of keys) {
    const entry = parseLiveEntry(key, nowMs)
    if (entry === undefined) continue
    const known = entries.get(entry.id)
    if (known === undefined) entries.set(entry.id, [entry])
    else known.push(entry)
  }
  return entries
}

/**
 * Reads all nodes of a part (`''` = all, else a shard character) from index keys and facts: a few lists, and one get
 * for each node whose newest revision is not in the cached configs. A lost cache costs gets, never an answer.
 * Undefined when the lists are not complete within the bounds: then nothing may be concluded from them.
 */
export async function collectPart(
  ctx: StoreContext,
  part: string,
  { pagesMax, nodesMax }: CollectBounds = shardBounds,
): Promise<Collected | undefined> {
  const [configs, lives, tombs, disabledUsers, configText, zoneMs] = await Promise.all([
    listAll(ctx.kv, `c_${part}`, pagesMax),
    listAll(ctx.kv, `l_${part}`, 4 * pagesMax),
    listAll(ctx.kv, `x_${part}`, pagesMax),
    listAll(ctx.kv, disabledUsersPrefix),
    ctx.kv.get(configViewKey(part)),
    loadZoneMs(ctx),
    readLooks(ctx),
  ])
  const revisions = groupRevisions(configs.keys)
  const said = groupFacts(configs.keys)
  const tombstones = new Set(tombs.keys.map((key) => idInKey(key, 2)).filter((id) => id !== undefined))
  const alive = [...revisions.keys()].filter((id) => !tombstones.has(id)).sort((a, b) => a - b)
  if (!configs.complete || !lives.complete || !tombs.complete || alive.length > nodesMax) return undefined
  const liveKeys = groupLive(lives.keys, ctx.clock())
  const read = await readConfigs(ctx, alive, revisions, configText)
  const outages = knownOutages(ctx)
  const nodes = read.nodes.map((node): CollectedNode => {
    const entries = liveKeys.get(node.id)
    const facts = said.facts.get(node.id)
    const full = withNodeFacts(node, facts ?? [], ctx.clock())
    // What is read of a record is redacted already.
    const whole = facts === undefined ? full : redact(full)
    const known = outages.length === 0 ? whole : { ...whole, outages }
    return { node: known, facts: entries === undefined ? noLiveFacts : readLiveFacts(entries) }
  })
  const owners = new Set(read.nodes.map(({ user }) => user))
  return {
    nodes: await correctSimultaneous(ctx, nodes),
    configText,
    configRows: read.rows,
    liveKeys,
    revisions,
    factKeys: said.keys,
    said: said.facts,
    tombstones,
    disabled: await readDisabled(ctx.kv, disabledUsers.keys, owners),
    disabledKeys: disabledUsers.keys,
    unreadable: read.unreadable,
    keys: Math.max(configs.keys.length, tombs.keys.length),
    zoneMs,
    // By the settings, which tell on which side the site's own checker is; it has just been read.
    looks: await readLooks(ctx),
    // The settings are in memory since their zone was read.
    policy: await loadPolicy(ctx),
  }
}

/** Reports this close may have been counted side by side, each without the other. */
const simultaneousMs = 10_000
const correctedMax = 3

/**
 * Where the newest live facts of a node came so close together that their reports may not have known of each other, the sum
 * is made anew from the account: 3 operations each, of a few nodes. The sweep puts the facts right later.
 */
async function correctSimultaneous(
  ctx: StoreContext,
  nodes: readonly CollectedNode[],
): Promise<readonly CollectedNode[]> {
  const nowMs = ctx.clock()
  const close = nodes.filter(({ facts: { lives } }) => {
    const [before, newest] = lives.slice(-2)
    if (before === undefined || newest === undefined) return false
    const isRepaired = repairAgeMs(newest.key, nowMs) !== undefined
    return !isRepaired && newest.timeMs - before.timeMs < simultaneousMs
  })
  if (close.length === 0) return nodes
  const newestFirst = close.toSorted((a, b) => (b.facts.live?.timeMs ?? 0) - (a.facts.live?.timeMs ?? 0))
  const corrected = new Map<number, LiveFigures>()
  await mapBounded(newestFirst.slice(0, correctedMax), getsAtOnce, async ({ node }) => {
    const data = await readNodeData(ctx, node.id)
    const live = data?.hasAccount === true ? exactLive(data, nowMs) : undefined
    if (live !== undefined) corrected.set(node.id, live)
  })
  return nodes.map(({ node, facts }) => {
    const live = corrected.get(node.id)
    return { node, facts: live === undefined ? facts : { ...facts, live } }
  })
}

/** The newest configs of nodes, from the cached rows where they are the newest. */
async function readConfigs(
  ctx: StoreContext,
  alive: readonly number[],
  revisions: ReadonlyMap<number, readonly number[]>,
  configText: string | null,
): Promise<{
  readonly nodes: readonly NodeRecord[]
  readonly rows: readonly string[]
  readonly unreadable: ReadonlySet<number>
}> {
  const cached = readRows(configText)
  const newest = (id: number): number => Math.max(...(revisions.get(id) ?? [0]))
  // More than one revision: a crash, or two writers who did not see each other; then the record alone decides.
  const missing = alive.filter(
    (id) => cached.get(id)?.node.revision !== newest(id) || (revisions.get(id)?.length ?? 0) > 1,
  )
  const asked = new Set(missing)
  const visibleMs = ctx.clock() - marginsOf(ctx).visibleMs
  const fetched = new Map<number, NodeRecord>()
  const unreadable = new Set<number>()
  await mapBounded(missing, getsAtOnce, async (id) => {
    const reading = readNode(await ctx.kv.get(nodeKey(id)))
    if (reading.kind === 'readable') fetched.set(id, redact(reading.record))
    if (reading.kind === 'unreadable') unreadable.add(id)
  })
  if (unreadable.size > 0) ctx.log?.('records_unreadable', { record: 'node', count: unreadable.size })
  const nodes: NodeRecord[] = []
  const rows: string[] = []
  for (const id of alive) {
    const row = cached.get(id)
    const read = fetched.get(id)
    // A read elsewhere may be older than what the cache holds, unless that has been visible everywhere for long.
    const trusted =
      row === undefined || row.node.revision < visibleMs || (read?.revision ?? -1) > row.node.revision
    // What was known of a record that cannot be read any more is shown on.
    const fresh = asked.has(id) && trusted && !(unreadable.has(id) && row !== undefined)
    const node = fresh ? read : row?.node
    if (node === undefined) continue
    nodes.push(node)
    rows.push(fresh || row === undefined ? encodeConfigRow(node) : row.row)
  }
  return { nodes, rows, unreadable }
}
