import { hashText, throttleKey, throttlePrefix } from '../kv/keys.ts'
import { emptyValue, listPage, mapBounded, type Kv } from '../kv/port.ts'
import { randomHex, type StoreContext } from '../context/context.ts'
import { decode36 } from '../../domain/values/index.ts'

/** At most `max` hits of one subject within `windowMs`. `kind` is part of the key: letters and digits. */
export type ThrottleRule = { readonly kind: string; readonly max: number; readonly windowMs: number }

const sweepMax = 4

/** Clocks of two places may differ this much. */
const skewMs = 5000

/** A subject (an address, an IP) as 32 hex characters. */
export function throttleSubject(text: string): string {
  return hashText(text, 32)
}

function timeOf(key: string): number {
  return decode36(/_([0-9a-z]{8})_[0-9a-f]+$/.exec(key)?.[1] ?? '') ?? 0
}

/**
 * Milliseconds until another hit is allowed; 0 = now. Each hit is a key of its own, so that no stale copy loses one;
 * hits that another place made less than 60 s ago may not be seen. One list; expired hits are swept, a few at a time.
 */
export async function throttleWaitMs(
  ctx: Pick<StoreContext, 'kv' | 'clock' | 'waitUntil'>,
  rule: ThrottleRule,
  subject: string,
): Promise<number> {
  const nowMs = ctx.clock()
  const { keys } = await listPage(ctx.kv, throttlePrefix(rule.kind, throttleSubject(subject)))
  const expired = keys.filter((key) => timeOf(key) + rule.windowMs + skewMs < nowMs).slice(0, sweepMax)
  if (expired.length > 0) ctx.waitUntil(deleteKeys(ctx.kv, expired))
  const times = keys.map(timeOf).filter((ms) => ms + rule.windowMs > nowMs)
  if (times.length < rule.max) return 0
  const oldest = times.sort((one, other) => other - one)[rule.max - 1] ?? nowMs
  return Math.max(1, oldest + rule.windowMs - nowMs)
}

/** Counts one hit. One put. */
export function addThrottleHit(
  ctx: Pick<StoreContext, 'kv' | 'clock' | 'random'>,
  rule: ThrottleRule,
  subject: string,
): Promise<void> {
  const key = throttleKey(rule.kind, throttleSubject(subject), ctx.clock(), randomHex(ctx.random, 4))
  return ctx.kv.put(key, emptyValue)
}

/** Deletes a few hits older than `keepMs` of a random sixteenth of the subjects that will not come back. */
export async function sweepThrottle(
  ctx: Pick<StoreContext, 'kv' | 'clock'>,
  rule: ThrottleRule,
  shard: string,
): Promise<void> {
  const { keys } = await listPage(ctx.kv, `t_${rule.kind}_${shard}`)
  const before = ctx.clock() - rule.windowMs - skewMs
  await deleteKeys(ctx.kv, keys.filter((key) => timeOf(key) < before).slice(0, sweepMax))
}

async function deleteKeys(kv: Kv, keys: readonly string[]): Promise<void> {
  await mapBounded(keys, sweepMax, (key) => kv.delete(key))
}
