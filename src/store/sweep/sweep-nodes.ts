import { sweepDeletedUsers } from '../users/deleted-users.ts'
import { sweepDisabled } from '../users/disabled-users.ts'
import { readUserFacts } from '../users/users.ts'
import { sweepThrottles } from '../throttle/sweep-throttles.ts'
import {
  nameKey,
  nodeKey,
  parseNameIndex,
  accountKey,
  configKey,
  reportsPrefix,
  reportsTombstoneKey,
  tombstoneKey,
  verdictKey,
  shardChars,
} from '../kv/keys.ts'
import { checkHistoryKey } from '../kv/evidence-keys.ts'
import { emptyValue, listPage } from '../kv/port.ts'
import { recordOf } from '../kv/record.ts'
import { readNodeData } from '../nodes/node-data.ts'
import { buryNode } from '../nodes/nodes.ts'
import { readNode } from '../nodes/read-node.ts'
import { randomHex, randomUnit, type StoreContext } from '../context/context.ts'
import { marginsOf } from '../context/margins.ts'
import { parseConfigFact, secretsPrefix } from '../nodes/node-facts.ts'
import type { NodeRecord } from '../nodes/node-record.ts'
import { repairLive } from '../nodes/repair.ts'
import { repairAgeMs, type LiveEntry } from '../kv/fact-keys.ts'
import type { Collected } from '../views/view-collect.ts'
import { dayMs } from '../../domain/values/index.ts'

const tombstoneMs = 30 * dayMs
const bounds = {
  deletes: 8,
  repairs: 2,
  orphans: 2,
  names: 2,
  nameKeys: 64,
  tombstoneKeys: 16,
  tombstones: 2,
  ownerless: 2,
} as const

/** Share of the passes that look for users who were deleted long ago. */
const deletedUsersShare = 0.25

/**
 * Removes a few leftovers of crashes and of overlapping writers that a rebuild came across. Each pass is bounded;
 * what it leaves is there for the next one.
 */
export async function sweep(ctx: StoreContext, part: string, collected: Collected): Promise<void> {
  const known = new Map(collected.nodes.map(({ node }) => [node.id, node]))
  await removeKeys(ctx, collected, known)
  await repairDoubles(ctx, collected)
  await removeOrphans(ctx, collected, known)
  await removeNames(ctx, part, known, collected.tombstones)
  await finishTombstones(ctx, collected)
  await sweepDisabled(ctx, collected.disabledKeys)
  await sweepThrottles(ctx)
  await buryOwnerless(ctx, collected)
  if (randomUnit(ctx.random) < deletedUsersShare) await sweepDeletedUsers(ctx)
}

/** Nodes that were made where the deletion of their owner had not arrived are deleted after it. */
async function buryOwnerless(ctx: StoreContext, collected: Collected): Promise<void> {
  const oldMs = ctx.clock() - marginsOf(ctx).settledMs
  const suspects = collected.nodes.filter(({ node }) => (collected.disabled.get(node.user) ?? oldMs) < oldMs)
  const from = Math.floor(randomUnit(ctx.random) * suspects.length)
  for (const { node } of suspects.slice(from, from + bounds.ownerless)) {
    const { state, facts } = await readUserFacts(ctx.kv, node.user)
    const isDeleted = state === undefined && facts.some(({ type, ms }) => type === 'x' && ms < oldMs)
    if (isDeleted) await buryNode(ctx, node.id)
  }
}

/** Keys that are void by what the lists say alone: superseded revisions, old checks, facts of no node. */
async function removeKeys(
  ctx: StoreContext,
  collected: Collected,
  known: ReadonlyMap<number, NodeRecord>,
): Promise<void> {
  const oldMs = ctx.clock() - marginsOf(ctx).settledMs
  const gone: string[] = []
  for (const [id, revisions] of collected.revisions) {
    const newest = known.get(id)?.revision ?? 0
    for (const revision of revisions) {
      // The newer one must be seen everywhere, or a place would see neither.
      if (revision < newest && newest < oldMs) gone.push(configKey(id, revision))
    }
  }
  for (const [id, keys] of collected.factKeys) {
    if (known.has(id) || collected.revisions.has(id) || collected.tombstones.has(id)) continue
    gone.push(...keys.filter((key) => (parseConfigFact(key)?.fact.ms ?? 0) < oldMs))
  }
  for (const { facts } of collected.nodes) gone.push(...facts.stale, ...supersededLive(ctx, facts.lives))
  for (const [id, entries] of collected.liveKeys) {
    const { revisions, tombstones, unreadable } = collected
    if (known.has(id) || revisions.has(id) || tombstones.has(id) || unreadable.has(id)) continue
    for (const { key, timeMs } of entries) if (timeMs < oldMs) gone.push(key)
  }
  await Promise.all(gone.slice(0, bounds.deletes).map((key) => ctx.kv.delete(key)))
}

/**
 * Live facts that may go: whoever wrote a later one had seen them, and that one is seen everywhere. Deleted sooner, a
 * place might see none at all, and the node would drop off its lists.
 */
function supersededLive(ctx: StoreContext, lives: readonly LiveEntry[]): string[] {
  const { settledMs, visibleMs } = marginsOf(ctx)
  const nowMs = ctx.clock()
  const newest = lives.at(-1)
  const repaired = newest !== undefined && (repairAgeMs(newest.key, nowMs) ?? 0) >= settledMs
  const settled = lives.findLast(
    ({ key, timeMs }) => timeMs < nowMs - settledMs && repairAgeMs(key, nowMs) === undefined,
  )
  const seenMs = (settled?.timeMs ?? 0) - visibleMs
  return lives.filter((one) => one !== newest && (repaired || one.timeMs <= seenMs)).map(({ key }) => key)
}

/** True when the newest live fact and another are so close that their writers may not have seen each other. */
function isTorn(ctx: StoreContext, lives: readonly LiveEntry[]): boolean {
  const { visibleMs } = marginsOf(ctx)
  const nowMs = ctx.clock()
  const [before, newest] = lives.slice(-2)
  if (before === undefined || newest === undefined || repairAgeMs(newest.key, nowMs) !== undefined)
    return false
  return newest.timeMs < nowMs - visibleMs && newest.timeMs - before.timeMs < visibleMs
}

/** Doubles are added up anew from the account; some a pass, drawn at random. */
async function repairDoubles(ctx: StoreContext, collected: Collected): Promise<void> {
  const doubles = collected.nodes.filter(({ facts }) => isTorn(ctx, facts.lives))
  const first = Math.floor(randomUnit(ctx.random) * doubles.length)
  for (const { node, facts } of [...doubles.slice(first), ...doubles.slice(0, first)].slice(
    0,
    bounds.repairs,
  )) {
    const data = await readNodeData(ctx, node.id)
    if (data !== undefined) {
      await repairLive(
        ctx,
        data,
        facts.lives.map(({ key }) => key),
      )
    }
  }
}

/** Revisions whose record is not there or older: a crash between the index key and the record. */
async function removeOrphans(
  ctx: StoreContext,
  collected: Collected,
  known: ReadonlyMap<number, NodeRecord>,
): Promise<void> {
  const oldMs = ctx.clock() - marginsOf(ctx).settledMs
  const orphans: { id: number; revision: number }[] = []
  for (const [id, revisions] of collected.revisions) {
    if (collected.tombstones.has(id)) continue
    const newest = known.get(id)?.revision ?? -1
    for (const revision of revisions)
      if (revision > newest && revision < oldMs) orphans.push({ id, revision })
  }
  for (const { id, revision } of orphans.slice(0, bounds.orphans)) {
    const reading = readNode(await ctx.kv.get(nodeKey(id)))
    const node = recordOf(reading)
    if (reading.kind === 'unreadable' || (node !== undefined && node.revision >= revision)) continue
    // The record's own revision key may have been swept where the edit that it has overwritten was the newest.
    if (node !== undefined) await ctx.kv.put(configKey(id, node.revision), emptyValue)
    await ctx.kv.delete(configKey(id, revision))
  }
}

/** One page of name keys of a few users a pass: away with those of no node and of a former name. */
async function removeNames(
  ctx: StoreContext,
  part: string,
  known: ReadonlyMap<number, NodeRecord>,
  tombstones: ReadonlySet<number>,
): Promise<void> {
  const oldMs = ctx.clock() - marginsOf(ctx).settledMs
  const digits = part !== '' ? 2 : known.size > bounds.nameKeys ? 1 : 0
  const page = await listPage(ctx.kv, `nm_${randomHex(ctx.random, 1).slice(0, digits)}`)
  const keys = page.keys.toSorted()
  const newest = new Map<string, string>()
  for (const key of keys) newest.set(key.slice(0, -timeChars), key)
  const suspects = keys.filter((key) => {
    const index = parseNameIndex(key)
    if (index === undefined || index.timeMs > oldMs) return false
    if (part !== '' && shardChars[index.id % 36] !== part) return false
    const node = known.get(index.id)
    if (node === undefined || isDouble(key, newest, oldMs)) return true
    return node.revision < oldMs && (nameKey(node.node_name) !== index.nameHash || node.user !== index.user)
  })
  for (const key of suspects.slice(0, bounds.names)) {
    const index = parseNameIndex(key)
    if (index === undefined) continue
    const reading = readNode(await ctx.kv.get(nodeKey(index.id)))
    if (reading.kind === 'unreadable') continue
    const node = recordOf(reading)
    const named = node !== undefined && nameKey(node.node_name) === index.nameHash
    const settled = node === undefined || node.revision < oldMs
    const gone = tombstones.has(index.id) || isDouble(key, newest, oldMs) || (!named && settled)
    if (gone) await ctx.kv.delete(key)
  }
}

/** Time at the end of a name's index key, with its separator. */
const timeChars = 9

/** True when the node was given the same name again, long enough ago. */
function isDouble(key: string, newest: ReadonlyMap<string, string>, oldMs: number): boolean {
  const last = newest.get(key.slice(0, -timeChars))
  return last !== undefined && last > key && (parseNameIndex(last)?.timeMs ?? Infinity) < oldMs
}

/** Deleted nodes of which the lists show something are finished first; else one is drawn, for what they do not show. */
async function finishTombstones(ctx: StoreContext, collected: Collected): Promise<void> {
  const deleted = [...collected.tombstones]
  const shown = deleted.filter(
    (id) => collected.revisions.has(id) || collected.factKeys.has(id) || collected.liveKeys.has(id),
  )
  const drawn = deleted[Math.floor(randomUnit(ctx.random) * deleted.length)]
  const ids = shown.length > 0 || drawn === undefined ? shown.slice(0, bounds.tombstones) : [drawn]
  for (const id of ids) await finishTombstone(ctx, collected, id)
}

/** The record, account and reports of a deleted node go, then its index keys, after 30 days the tombstones. */
async function finishTombstone(ctx: StoreContext, collected: Collected, id: number): Promise<void> {
  const [since, reports, secrets] = await Promise.all([
    ctx.kv.get(tombstoneKey(id)),
    listPage(ctx.kv, reportsPrefix(id)),
    listPage(ctx.kv, secretsPrefix(id)),
  ])
  const ageMs = ctx.clock() - Number(since ?? ctx.clock())
  if (since !== null && !reports.keys.includes(reportsTombstoneKey(id))) {
    await ctx.kv.put(reportsTombstoneKey(id), emptyValue)
  }
  if (ageMs < marginsOf(ctx).settledMs) return
  const left = [...reports.keys.filter((key) => key !== reportsTombstoneKey(id)), ...secrets.keys]
  const reading = readNode(await ctx.kv.get(nodeKey(id)))
  // It may be of a later version, which knows more that has to go; until then the tombstones stay as well.
  if (reading.kind === 'unreadable') return
  const node = recordOf(reading)
  const gone = left.slice(0, bounds.tombstoneKeys)
  if (node !== undefined) {
    const names = await listPage(ctx.kv, `nm_${node.user}_`)
    gone.push(nodeKey(id), ...names.keys.filter((key) => parseNameIndex(key)?.id === id))
  }
  if (left.length > 0 || node !== undefined) gone.push(accountKey(id), checkHistoryKey(id), verdictKey(id))
  // What made the lists show the node goes last, so that an interrupted pass is taken up again.
  if (gone.length === 0) {
    gone.push(...(collected.revisions.get(id) ?? []).map((revision) => configKey(id, revision)))
    gone.push(...(collected.factKeys.get(id) ?? []).slice(0, bounds.tombstoneKeys))
    gone.push(...(collected.liveKeys.get(id) ?? []).map(({ key }) => key).slice(0, bounds.tombstoneKeys))
  }
  if (gone.length === 0 && ageMs > tombstoneMs)
    gone.push(tombstoneKey(id), reportsTombstoneKey(id), accountKey(id), checkHistoryKey(id), verdictKey(id))
  await Promise.all(gone.map((key) => ctx.kv.delete(key)))
}
