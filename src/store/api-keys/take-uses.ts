import { quotaOf, roomOf, type Quota, type Room } from '../../domain/quota/index.ts'
import { dayMs, minuteMs } from '../../domain/values/index.ts'
import { randomHex, type StoreContext } from '../context/context.ts'
import { emptyValue, listAll, mapBounded } from '../kv/port.ts'
import { parseUse, useKey, usesPrefix, type UseCount } from '../kv/api-key-keys.ts'

/** What an isolate remembers of a key's day: its own counts, and those of others as last read. */
export type RememberedUses = {
  readonly day: number
  own: UseCount
  writtenCount: number
  others: readonly UseCount[]
  readMs: number
  reading: Promise<void> | undefined
}

/** Uses that were asked for: whether they were counted, what is left of the quota, how long to wait for more. */
export type Taken = {
  readonly isTaken: boolean
  readonly quota: Quota
  readonly left: Room
  /** Until the day is over. */
  readonly dayLeftMs: number
  readonly waitMs: number
}

/** Counts of others are read again after this long; at other places they become visible a minute late anyway. */
const readEveryMs = 5000
/** Pages of counts that one look reads: more writers than that are not seen. */
const pagesMax = 4
const keysMax = 4096
const sweepMax = 16
const width = 8
/** A count whose successor is of so many minutes ago is seen by nobody any more. */
const successorMinutes = 3
/** Of a key that may be used more often than this in a minute only every second, third ... use is written down. */
const writesPerMinute = 60

function remembered({ memory, random }: StoreContext, id: string, day: number): RememberedUses {
  const known = memory.keyUses.get(id)
  if (known?.day === day) return known
  const own = { writer: randomHex(random, 4), count: 0, minute: 0, inMinute: 0 }
  const fresh = { day, own, writtenCount: 0, others: [], readMs: -Infinity, reading: undefined }
  memory.keyUses.delete(id)
  memory.keyUses.set(id, fresh)
  const [oldest] = memory.keyUses.keys()
  if (memory.keyUses.size > keysMax && oldest !== undefined) memory.keyUses.delete(oldest)
  return fresh
}

/** Each writer's newest count among facts of one day, and the facts whose successor is so old that everybody sees it. */
function newestOf(keys: readonly string[], minute: number) {
  const facts = keys.flatMap((key) => parseUse(key) ?? []).sort((one, other) => other.count - one.count)
  const newest = new Map<string, UseCount>()
  const successors = new Map<string, UseCount>()
  const isVoid: string[] = []
  for (const fact of facts) {
    const successor = successors.get(fact.writer)
    if (successor === undefined) newest.set(fact.writer, fact)
    else if (successor.minute <= minute - successorMinutes) isVoid.push(fact.key)
    successors.set(fact.writer, fact)
  }
  return { newest, isVoid }
}

async function readOthers(
  ctx: StoreContext,
  id: string,
  uses: RememberedUses,
  minute: number,
): Promise<void> {
  const { keys } = await listAll(ctx.kv, usesPrefix(id, uses.day), pagesMax)
  const { newest, isVoid } = newestOf(keys, minute)
  newest.delete(uses.own.writer)
  uses.others = [...newest.values()]
  uses.readMs = ctx.clock()
  if (isVoid.length > 0) {
    ctx.waitUntil(mapBounded(isVoid.slice(0, sweepMax), width, (key) => ctx.kv.delete(key)))
  }
}

/**
 * Counts `amount` uses of a key if its quota has room for all of them, by this isolate's own counts, exact, and by those of
 * others. Each isolate writes how far it has counted under its own name, so nothing is lost and nothing counts twice. One
 * put; one list every five seconds.
 */
export async function takeUses(
  ctx: StoreContext,
  id: string,
  allowed: Quota,
  amount: number,
): Promise<Taken> {
  const quota = quotaOf(allowed)
  const nowMs = ctx.clock()
  const day = Math.floor(nowMs / dayMs)
  const minute = Math.floor((nowMs % dayMs) / minuteMs)
  const uses = remembered(ctx, id, day)
  if (nowMs - uses.readMs >= readEveryMs) {
    uses.reading ??= readOthers(ctx, id, uses, minute).finally(() => (uses.reading = undefined))
    await uses.reading
  }
  // From here to the count nothing comes in between.
  const dayLeftMs = (day + 1) * dayMs - nowMs
  const room = roomOf(quota, uses.own, uses.others, minute)
  if (amount > room.day || amount > room.minute) {
    const waitMs = amount > room.day ? dayLeftMs : minuteMs - (nowMs % minuteMs)
    return { isTaken: false, quota, left: room, dayLeftMs, waitMs }
  }
  const { own } = uses
  const inMinute = (own.minute === minute ? own.inMinute : 0) + amount
  const isNewMinute = own.count === 0 || own.minute !== minute
  uses.own = { writer: own.writer, count: own.count + amount, minute, inMinute }
  const step = Math.ceil(quota.perMinute / writesPerMinute)
  if (isNewMinute || uses.own.count - uses.writtenCount >= step) {
    uses.writtenCount = uses.own.count
    await ctx.kv.put(useKey(id, day, uses.own), emptyValue)
  }
  const left = { day: room.day - amount, minute: room.minute - amount }
  return { isTaken: true, quota, left, dayLeftMs, waitMs: 0 }
}
