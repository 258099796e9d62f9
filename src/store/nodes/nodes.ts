import { withName } from './claim-name.ts'
import * as keys from '../kv/keys.ts'
import { emptyValue, listAll, mapBounded } from '../kv/port.ts'
import { recordOf, type Reading } from '../kv/record.ts'
import { readNodeData } from './node-data.ts'
import { readNode } from './read-node.ts'
import { beside } from '../context/beside.ts'
import type { StoreContext } from '../context/context.ts'
import {
  addNodeFact,
  addSecrets,
  nextNodeFactMs,
  readNodeFacts,
  secretsPrefix,
  withFactRevision,
} from './node-facts.ts'
import type { NodeConfig, NodeRecord, NodeSecrets, NodeToken } from './node-record.ts'
import { repairLive } from './repair.ts'
import { markDirty } from '../views/view-memory.ts'
import { offAfterEdit, plansAfterEdit, type WeeklyWindow } from '../../domain/presence/index.ts'
import { correctionGb, periodAt } from '../../domain/traffic/index.ts'

export type NodeCreation = {
  readonly user: string
  readonly ownerEmail: string
  readonly config: NodeConfig
  /** Sealed credentials, made once the id is known. */
  readonly sealSecrets?: (id: number) => Promise<Partial<NodeSecrets>>
  readonly nodesMax: number
  /** The token names its node, so it is made once the id is known. */
  readonly makeToken: (id: number) => NodeToken | Promise<NodeToken>
}
export type NodeChange = Partial<Omit<NodeConfig, 'weekly'> & NodeSecrets> & {
  /** Weekly maintenance from now on. */
  readonly weeklyWindows?: readonly WeeklyWindow[]
  /** In maintenance from now on until then (ms); a time that has passed ends it. */
  readonly maintenanceUntilMs?: number
}

type Refused<Reason extends string> = { readonly ok: false; readonly reason: Reason }
type Done = { readonly ok: true; readonly node: NodeRecord }

const width = 16

/** A node with its facts; undefined when unknown or deleted. 3 operations, one round trip. */
export async function getNode(ctx: StoreContext, id: number): Promise<NodeRecord | undefined> {
  return recordOf(await findNode(ctx, id))
}

/** A node's record in three outcomes; a deleted one is absent. */
async function findNode(ctx: StoreContext, id: number): Promise<Reading<NodeRecord>> {
  const [record, tombstone, facts] = await Promise.all([
    ctx.kv.get(keys.nodeKey(id)),
    ctx.kv.get(keys.tombstoneKey(id)),
    readNodeFacts(ctx, id),
  ])
  if (tombstone !== null) return { kind: 'absent' }
  const reading = readNode(record)
  return reading.kind === 'readable'
    ? { kind: 'readable', record: withFactRevision(reading.record, facts, ctx.clock()) }
    : reading
}

function indexedIds(listed: readonly string[]): number[] {
  return [...new Set(listed.map((key) => keys.parseNameIndex(key)?.id).filter((id) => id !== undefined))]
}

/** Ids of a user's nodes, as the index has them. 1 operation. */
export async function listNodeIds(ctx: StoreContext, user: string): Promise<number[]> {
  return indexedIds((await listAll(ctx.kv, keys.namesPrefix(user))).keys)
}

/** Ids under which a user's index has a name; a rename may have left one behind, so the record decides. 1 operation. */
export async function findByName(ctx: StoreContext, user: string, name: string): Promise<number[]> {
  return indexedIds((await listAll(ctx.kv, keys.namePrefix(user, name))).keys)
}

async function nameTaken(
  ctx: StoreContext,
  ids: readonly number[],
  name: string,
  own?: number,
): Promise<boolean> {
  const others = ids.filter((id) => id !== own)
  const nodes = await mapBounded(others, width, (id) => findNode(ctx, id))
  // The index says that one which cannot be read has the name.
  return nodes.some((node) => node.kind === 'unreadable' || recordOf(node)?.node_name === name)
}

/** Makes a node: 6 operations in 3 round trips. Index keys come before the record, so that no record can be lost. */
export async function createNode(
  ctx: StoreContext,
  creation: NodeCreation,
): Promise<Done | Refused<'node_name_taken' | 'node_limit'>> {
  const made = await withName(ctx, creation.user, creation.config.node_name, () =>
    beside(ctx, `nodes ${creation.user}`, (others) => addNode(ctx, creation, others)),
  )
  return made ?? { ok: false, reason: 'node_name_taken' }
}

async function addNode(
  ctx: StoreContext,
  creation: NodeCreation,
  others: number,
): Promise<Done | Refused<'node_name_taken' | 'node_limit'>> {
  const { user, config } = creation
  const nowMs = ctx.clock()
  let id = keys.makeId(nowMs, ctx.random)
  const [listed, collision] = await Promise.all([
    listAll(ctx.kv, keys.namesPrefix(user)),
    ctx.kv.get(keys.nodeKey(id)),
  ])
  // Another draw of 12 bits in another millisecond: twice in a row is beyond chance.
  if (collision !== null) id = keys.makeId(nowMs + 1, ctx.random)
  const prefix = keys.namePrefix(user, config.node_name)
  const sameName = indexedIds(listed.keys.filter((key) => key.startsWith(prefix)))
  if (sameName.length > 0 && (await nameTaken(ctx, sameName, config.node_name))) {
    return { ok: false, reason: 'node_name_taken' }
  }
  const owned = indexedIds(listed.keys)
  if (owned.length + others >= creation.nodesMax) {
    const alive = await mapBounded(owned, width, (other) => findNode(ctx, other))
    if (alive.filter(({ kind }) => kind !== 'absent').length + others >= creation.nodesMax) {
      return { ok: false, reason: 'node_limit' }
    }
  }
  const node: NodeRecord = {
    v: 1,
    id,
    user,
    ownerEmail: creation.ownerEmail,
    createdMs: nowMs,
    revision: nowMs,
    tierMs: 0,
    ...config,
    network_name: null,
    network_secret: null,
    token: await creation.makeToken(id),
    previousToken: null,
    off: config.is_enabled === 0 ? [[nowMs, 0]] : [],
  }
  await Promise.all([
    ctx.kv.put(keys.nameIndexKey(user, node.node_name, id, node.revision), emptyValue),
    ctx.kv.put(keys.configKey(id, node.revision), emptyValue),
  ])
  const facts = await addSecrets(ctx, id, [], (await creation.sealSecrets?.(id)) ?? {})
  await ctx.kv.put(keys.nodeKey(id), JSON.stringify(node))
  markDirty(ctx, id)
  return { ok: true, node: withFactRevision(node, facts, nowMs) }
}

type ConfigChange = Omit<NodeChange, keyof NodeSecrets | 'maintenanceUntilMs'>

function changed(current: NodeRecord, { weeklyWindows, ...change }: ConfigChange, nowMs: number): NodeRecord {
  const next: NodeRecord = { ...current, ...change }
  const { weekly = [] } = current
  const revision = Math.max(nowMs, current.revision + 1)
  const corrected = change.correction_traffic ?? null
  // What is shown and sent back unchanged is no new correction; one of a former period is shown as 0.
  const isCorrected = corrected !== null && corrected !== correctionGb(current, periodAt(current, nowMs))
  return {
    ...next,
    correction_traffic: isCorrected ? corrected : current.correction_traffic,
    correctionMs: isCorrected ? nowMs : current.correctionMs,
    revision,
    off: offAfterEdit(current.off, current, next, nowMs),
    tierMs: change.tier_bandwidth === undefined ? current.tierMs : nowMs,
    weekly: weeklyWindows === undefined ? weekly : plansAfterEdit(weekly, weeklyWindows, revision),
  }
}

/**
 * Edits a node that was just read. The last writer wins, for the config as a whole and for draining and each credential
 * by itself; `expected` refuses an edit of anything but the newest.
 */
export async function updateNode(
  ctx: StoreContext,
  current: NodeRecord,
  change: NodeChange,
  expected?: number,
): Promise<
  | Done
  | { readonly ok: false; readonly reason: 'revision_conflict'; readonly node: NodeRecord }
  | Refused<'node_name_taken'>
> {
  if (expected !== undefined && expected !== current.revision) {
    return { ok: false, reason: 'revision_conflict', node: current }
  }
  const { is_enabled, network_name, network_secret, maintenanceUntilMs, ...config } = change
  const done = await putConfig(ctx, current, config)
  if (!done.ok) return done
  const secrets = pickSecrets({ network_name, network_secret })
  const isSwitched = is_enabled !== undefined && is_enabled !== current.is_enabled
  const isMaintained = maintenanceUntilMs !== undefined || config.weeklyWindows !== undefined
  if (Object.keys(secrets).length === 0 && !isSwitched && !isMaintained) return done
  let known = await addSecrets(ctx, current.id, await readNodeFacts(ctx, current.id), secrets)
  if (maintenanceUntilMs !== undefined) {
    const ms = nextNodeFactMs(ctx.clock(), known, 'm')
    const fact = { kind: 'm', ms, untilMs: Math.max(ms, maintenanceUntilMs) } as const
    await addNodeFact(ctx, current.id, known, fact)
    known = [...known, fact]
  }
  if (isSwitched) {
    const ms = nextNodeFactMs(ctx.clock(), known, 'd')
    const fact = { kind: 'd', ms, isOn: is_enabled === 1 } as const
    await addNodeFact(ctx, current.id, known, fact)
    known = [...known, fact]
  }
  markDirty(ctx, current.id)
  return { ok: true, node: withFactRevision(done.node, known, ctx.clock()) }
}

function pickSecrets(secrets: {
  [Field in keyof NodeSecrets]: string | null | undefined
}): Partial<NodeSecrets> {
  return Object.fromEntries(Object.entries(secrets).filter(([, sealed]) => sealed !== undefined))
}

/** Makes another token the node's own; the one before it stays good for an hour. */
export async function replaceToken(
  ctx: StoreContext,
  node: NodeRecord,
  makeToken: (madeMs: number) => NodeToken,
): Promise<NodeRecord> {
  const facts = await readNodeFacts(ctx, node.id)
  const token = makeToken(Math.max(nextNodeFactMs(ctx.clock(), facts, 't'), node.token.createdMs + 1))
  const fact = { kind: 't', ms: token.createdMs, hash: token.hash, shown: token.prefix.slice(-4) } as const
  await addNodeFact(ctx, node.id, facts, fact)
  markDirty(ctx, node.id)
  return withFactRevision(node, [...facts, fact], ctx.clock())
}

/** Writes the record when anything in it changes. */
async function putConfig(
  ctx: StoreContext,
  current: NodeRecord,
  config: ConfigChange,
): Promise<Done | Refused<'node_name_taken'>> {
  if (Object.keys(config).length === 0) return { ok: true, node: current }
  const next = changed(current, config, ctx.clock())
  if (next.node_name === current.node_name) return putNode(ctx, current, next)
  const renamed = await withName(ctx, current.user, next.node_name, () => putNode(ctx, current, next))
  return renamed ?? { ok: false, reason: 'node_name_taken' }
}

async function putNode(
  ctx: StoreContext,
  current: NodeRecord,
  next: NodeRecord,
): Promise<Done | Refused<'node_name_taken'>> {
  const nowMs = ctx.clock()
  const { id, user } = current
  const renamed = next.node_name !== current.node_name
  if (renamed && (await nameTaken(ctx, await findByName(ctx, user, next.node_name), next.node_name, id))) {
    return { ok: false, reason: 'node_name_taken' }
  }
  const before = [ctx.kv.put(keys.configKey(id, next.revision), emptyValue)]
  if (renamed) before.push(ctx.kv.put(keys.nameIndexKey(user, next.node_name, id, next.revision), emptyValue))
  await Promise.all(before)
  // The former revision and the former name stay for the sweep: a place that sees a deletion before what replaces it
  // would see neither, and an edit elsewhere that has not seen the rename may yet win.
  await ctx.kv.put(keys.nodeKey(id), JSON.stringify({ ...next, maintenance: undefined, outages: undefined }))
  if (periodAt(current, nowMs).startMs !== periodAt(next, nowMs).startMs) await refreshLive(ctx, id, next)
  markDirty(ctx, id)
  return { ok: true, node: next }
}

/** Another reset rule is another sum: the live fact is written anew from the account. */
async function refreshLive(ctx: StoreContext, id: number, node: NodeRecord): Promise<void> {
  const [data, live] = await Promise.all([readNodeData(ctx, id), listAll(ctx.kv, `${keys.livePrefix(id)}a`)])
  if (data !== undefined) await repairLive(ctx, { ...data, node }, live.keys)
}

/** Keys of a deleted node removed by its own request; the view's rebuild sweeps the rest. */
const deletedKeysMax = 48

/** The tombstone that all readers of lists see comes first; the one among the reports is put right by the sweep. */
export async function buryNode(ctx: StoreContext, id: number): Promise<void> {
  await ctx.kv.put(keys.tombstoneKey(id), String(ctx.clock()))
  await ctx.kv.put(keys.reportsTombstoneKey(id), emptyValue)
}

/** Deletes a node. The tombstones come first and win over whatever a stale writer elsewhere puts back. */
export async function deleteNode(ctx: StoreContext, node: NodeRecord): Promise<void> {
  const { id, user } = node
  await buryNode(ctx, id)
  markDirty(ctx, id)
  const lists = await Promise.all(
    [
      keys.namesPrefix(user),
      keys.livePrefix(id),
      keys.configPrefix(id),
      keys.reportsPrefix(id),
      secretsPrefix(id),
    ].map((prefix) => listAll(ctx.kv, prefix, 1)),
  )
  const listed = lists
    .flatMap((list) => list.keys)
    .filter((key) => key !== keys.reportsTombstoneKey(id))
    .filter((key) => !key.startsWith('nm_') || keys.parseNameIndex(key)?.id === id)
  const gone = [
    keys.nodeKey(id),
    keys.accountKey(id),
    keys.verdictKey(id),
    ...listed.slice(0, deletedKeysMax),
  ]
  await mapBounded(gone, width, (key) => ctx.kv.delete(key))
}

/** Deletes all nodes of a user; returns how many there were. */
export async function deleteNodesOfUser(ctx: StoreContext, user: string): Promise<number> {
  const { keys: listed } = await listAll(ctx.kv, keys.namesPrefix(user))
  const nodes = await mapBounded(indexedIds(listed), width, (id) => getNode(ctx, id))
  const alive = nodes.filter((node) => node !== undefined)
  await mapBounded(alive, 2, (node) => deleteNode(ctx, node))
  // A record that is not visible here yet must not outlive its owner: it gets its tombstones all the same.
  const unseen = indexedIds(listed).filter((id) => !alive.some((node) => node.id === id))
  await mapBounded(unseen, 8, (id) => buryNode(ctx, id))
  await mapBounded(listed, width, (key) => ctx.kv.delete(key))
  return alive.length
}
