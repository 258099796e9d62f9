import { hourMs, minuteMs } from '../../contract/time.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import {
  addThrottleHit,
  sweepThrottle,
  throttleWaitMs,
  type ThrottleRule,
} from '../../store/throttle/index.ts'
import { pickShard } from '../../store/users/index.ts'

/** Every throttle there is. `kind` is part of the keys; who is limited is the subject: an address, an IP, a node. */
export const throttles = {
  loginAddress: { kind: 'la', max: 10, windowMs: 15 * minuteMs },
  loginIp: { kind: 'li', max: 30, windowMs: 15 * minuteMs },
  registerAddress: { kind: 'ra', max: 5, windowMs: hourMs },
  registerIp: { kind: 'ri', max: 30, windowMs: hourMs },
  mailAddress: { kind: 'ma', max: 3, windowMs: hourMs },
  mailIp: { kind: 'mi', max: 20, windowMs: hourMs },
  linkIp: { kind: 'ki', max: 30, windowMs: 15 * minuteMs },
  initializeIp: { kind: 'ii', max: 10, windowMs: 15 * minuteMs },
  testMail: { kind: 'te', max: 10, windowMs: hourMs },
  reportNode: { kind: 'pn', max: 20, windowMs: 15 * minuteMs },
  reportIp: { kind: 'pi', max: 60, windowMs: 15 * minuteMs },
  checkIp: { kind: 'ci', max: 30, windowMs: minuteMs },
  checkNode: { kind: 'cn', max: 6, windowMs: minuteMs },
} as const satisfies Record<string, ThrottleRule>

/** A rule and whom it limits; an empty subject (the platform told no IP) is not limited. */
export type Throttled = readonly [rule: ThrottleRule, subject: string]

type Context = Pick<ServiceContext, 'kv' | 'clock' | 'random' | 'waitUntil'>

/** Throws ServiceError rate_limited with `details.retry_after_seconds` when one has used up its hits. One list each. */
export async function checkThrottle(ctx: Context, throttled: readonly Throttled[]): Promise<void> {
  const waits = await Promise.all(
    throttled.map(([rule, subject]) => (subject === '' ? 0 : throttleWaitMs(ctx, rule, subject))),
  )
  const waitMs = Math.max(0, ...waits)
  if (waitMs > 0) throw new ServiceError('rate_limited', { retry_after_seconds: Math.ceil(waitMs / 1000) })
}

/** Counts one hit for each. One put each; now and then a few hits of others are swept. */
export async function countHit(ctx: Context, throttled: readonly Throttled[]): Promise<void> {
  const counted = throttled.filter(([, subject]) => subject !== '')
  await Promise.all(counted.map(([rule, subject]) => addThrottleHit(ctx, rule, subject)))
  const [first] = counted
  const isDue = (ctx.random(1)[0] ?? 0) % sweepOneIn === 0
  if (first !== undefined && isDue) ctx.waitUntil(sweepThrottle(ctx, first[0], pickShard(ctx.random)))
}

const sweepOneIn = 4

/** For calls that count whatever comes of them. */
export async function takeThrottle(ctx: Context, throttled: readonly Throttled[]): Promise<void> {
  await checkThrottle(ctx, throttled)
  await countHit(ctx, throttled)
}
