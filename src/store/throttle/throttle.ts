import { hashText, throttleKey, throttlePrefix } from '../kv/keys.ts'
import { emptyValue, listPage, mapBounded, pageKeysMax, type Kv } from '../kv/port.ts'
import { randomHex, randomUnit, type StoreContext } from '../context/context.ts'
import { decode36 } from '../../domain/values/index.ts'
import { throttleWaitMs, type Hit, type ThrottleRule } from './throttle-rule.ts'

const sweepMax = 128
const ownSweepMax = 8
const width = 8

/** Clocks of two places may differ this much. */
const skewMs = 5000

/** Time of a key: the newest come first in a list, so it stands there as its distance from this. */
const timeEnd = 36 ** 8 - 1

const tagChars = 8

/** Whom a rule limits; `tag` tells apart who shares the subject, such as the accounts that one IP tries. */
export type ThrottleSubject = {
  readonly rule: ThrottleRule
  readonly subject: string
  readonly tag?: string
}

/** The time of a hit as its key holds it. */
export function throttleTime(ms: number): number {
  return timeEnd - ms
}

/** When the hit of a key was, in ms. */
export function hitMs(key: string): number {
  return hitOf(key).ms
}

/** A subject (an address, an IP; the empty text is one that all share) as 32 hex characters. */
export function subjectHash(text: string): string {
  return hashText(text, 32)
}

/** A tag as 8 hex characters; what has none shares one. */
export function throttleTag(tag: string | undefined): string {
  return hashText(tag ?? '', tagChars)
}

const form = /_([0-9a-z]{8})_([0-9a-f]+)$/

/** Keys of before 0.2 held the time itself, which is in the upper half since 2014. */
function hitOf(key: string): Hit {
  const [, time = '', rest = ''] = form.exec(key) ?? []
  const value = decode36(time) ?? 0
  return { ms: value > timeEnd / 2 ? value : timeEnd - value, tag: rest.slice(0, tagChars) }
}

/** Counts one hit of a subject under a key of its own and answers the key. One put. */
export async function putThrottleHit(
  ctx: StoreContext,
  { rule, subject, tag }: ThrottleSubject,
): Promise<string> {
  const rest = throttleTag(tag) + randomHex(ctx.random, 4)
  const key = throttleKey(rule.kind, subjectHash(subject), throttleTime(ctx.clock()), rest)
  await ctx.kv.put(key, emptyValue)
  return key
}

/**
 * Milliseconds until one more hit is allowed, by all hits that can be seen here but `own`; 0 = now. One list of the
 * newest; expired ones of the subject are removed behind it.
 */
export async function readThrottleWaitMs(
  ctx: StoreContext,
  { rule, subject, tag }: ThrottleSubject,
  own: string,
): Promise<number> {
  const nowMs = ctx.clock()
  const { keys } = await listPage(ctx.kv, throttlePrefix(rule.kind, subjectHash(subject)))
  const expired = keys.filter((key) => isExpired(key, rule, nowMs)).slice(0, ownSweepMax)
  if (expired.length > 0) ctx.waitUntil(deleteThrottleHits(ctx.kv, expired))
  const others = keys.filter((key) => key !== own).map(hitOf)
  return throttleWaitMs(rule, others, throttleTag(tag), nowMs)
}

/** Takes hits back: of a call that was refused, or that turned out to be no failure. */
export async function deleteThrottleHits(kv: Kv, keys: readonly string[]): Promise<void> {
  await mapBounded(keys, width, (key) => kv.delete(key))
}

function isExpired(key: string, rule: ThrottleRule, nowMs: number): boolean {
  return hitOf(key).ms + rule.windowMs + skewMs < nowMs
}

const shardDigits = 2

/**
 * Deletes up to 128 expired hits of a rule and answers how many; among a random part of the subjects: of all, a sixteenth or a 256th, so that
 * neither few keys nor very many are out of reach. One list.
 */
export async function sweepThrottle(ctx: StoreContext, rule: ThrottleRule): Promise<number> {
  const digits = Math.floor(randomUnit(ctx.random) * (shardDigits + 1))
  const shard = randomHex(ctx.random, 1).slice(0, digits)
  const { keys } = await listPage(ctx.kv, `t_${rule.kind}_${shard}`, '', pageKeysMax)
  const nowMs = ctx.clock()
  const expired = keys.filter((key) => isExpired(key, rule, nowMs)).slice(0, sweepMax)
  await deleteThrottleHits(ctx.kv, expired)
  return expired.length
}
