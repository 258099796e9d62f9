import { disabledKey, disabledPrefix, parseDisabledKey, userFactsPrefix } from '../kv/keys.ts'
import { emptyValue, listAll, mapBounded, type Kv } from '../kv/port.ts'
import { randomUnit, type StoreContext } from '../context/context.ts'
import type { NodeRecord } from '../nodes/node-record.ts'
import { isEnabledByKeys, nextFactMs, type UserFacts } from './user-facts.ts'
import { addUserFact, readUserFacts } from './users.ts'
import { minuteMs } from '../../domain/values/index.ts'

/** Owners whose facts one rebuild reads; the index alone is believed of more, the longest disabled first. */
const factsReadMax = 64
const readsAtOnce = 16
const settledMs = 10 * minuteMs
const sweptKeysMax = 2

/**
 * Enables or disables a user. The index key comes before the fact: after a crash in between the facts still say enabled,
 * while no disabled user is ever without the key.
 */
export async function setUserEnabled(
  ctx: StoreContext,
  user: string,
  facts: UserFacts,
  isEnabled: boolean,
): Promise<void> {
  const type = isEnabled ? 'e' : 'd'
  const ms = nextFactMs(ctx.clock(), facts, type)
  if (!isEnabled) await ctx.kv.put(disabledKey(user, ms), emptyValue)
  await addUserFact(ctx, user, type, facts, ms)
}

/** What the facts say, also of a user that is deleted. */
async function isOff(kv: Kv, user: string): Promise<boolean> {
  return !isEnabledByKeys((await listAll(kv, userFactsPrefix(user))).keys)
}

/** True for a disabled user: 1 operation, 2 for one who was disabled lately or is. */
export async function isUserDisabled(kv: Kv, user: string): Promise<boolean> {
  return (await listAll(kv, disabledPrefix(user), 1)).keys.length > 0 && isOff(kv, user)
}

/** Since when which of the owners are disabled, in ms, by the listed index keys and the owners' facts: 1 operation each. */
export async function readDisabled(
  kv: Kv,
  keys: readonly string[],
  owners: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  const since = new Map<string, number>()
  for (const { user, timeMs } of keys.flatMap((key) => parseDisabledKey(key) ?? [])) {
    if (owners.has(user)) since.set(user, Math.max(timeMs, since.get(user) ?? 0))
  }
  const newest = [...since].sort((one, other) => other[1] - one[1]).slice(0, factsReadMax)
  await mapBounded(newest, readsAtOnce, async ([user]) => {
    if (!(await isOff(kv, user))) since.delete(user)
  })
  return since
}

/** A node of a disabled owner as the lists take it: drained since then. Its record says nothing of it. */
export function drainedSince(node: NodeRecord, sinceMs: number | undefined): NodeRecord {
  return sinceMs === undefined || node.is_enabled === 0
    ? node
    : { ...node, is_enabled: 0, off: [...node.off, [sinceMs, 0]] }
}

/**
 * Removes index keys that a later fact (created anew, enabled, deleted, disabled again under a key of its own) has long made void. A
 * key without any stays: after a restore its fact may come into sight later than the key.
 */
export async function sweepDisabled(ctx: StoreContext, keys: readonly string[]): Promise<void> {
  const oldMs = ctx.clock() - settledMs
  const old = keys.filter((key) => (parseDisabledKey(key)?.timeMs ?? oldMs) < oldMs)
  const from = Math.floor(randomUnit(ctx.random) * old.length)
  for (const key of old.slice(from, from + sweptKeysMax)) {
    const { user = '', timeMs = 0 } = parseDisabledKey(key) ?? {}
    const { facts } = await readUserFacts(ctx.kv, user)
    const isVoid = facts.some(({ type, ms }) => 'cedx'.includes(type) && ms > timeMs && ms < oldMs)
    if (isVoid) await ctx.kv.delete(key)
  }
}
