import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import {
  deleteThrottleHits,
  hitMemory,
  putThrottleHit,
  readThrottleWaitMs,
  refuseInMemory,
  type MemoryHit,
  sweepThrottles,
  type ThrottleRule,
  type ThrottleSubject,
} from '../../store/throttle/index.ts'

/** A rule, whom it limits (an empty text, such as an IP the platform does not tell, is one subject that all share), a tag. */
export type Throttled = readonly [rule: ThrottleRule, subject: string, tag?: string]

/** Hits that were counted: `refund` takes them back, behind the answer; `keep` writes the lazy ones among them. */
export type Charge = { readonly refund: () => void; readonly keep: () => Promise<void> }

/** Refused calls that sweep: their caller decides how many there are. */
const sweepOneIn = 8

/**
 * Counts a hit for each and then looks: first in the isolate's memory, where nothing comes in between, then in the
 * store, where the hit is written before the others are read. A refused hit is taken back, so that waiting always helps.
 * One put (none for a lazy rule of whose subject the isolate knows nothing) and one list each, in two round trips.
 * Throws ServiceError rate_limited with `details.retry_after_seconds` when one has used up its hits.
 */
export async function chargeThrottle(ctx: ServiceContext, throttled: readonly Throttled[]): Promise<Charge> {
  const charged = chargeMemory(ctx, throttled.map(toSubject))
  try {
    return await chargeStore(ctx, throttled, charged)
  } catch (error) {
    // Refused, or failed by the store: neither goes on to what the hit was for.
    for (const { hit } of charged) hit.undo()
    throw error
  }
}

async function chargeStore(
  ctx: ServiceContext,
  throttled: readonly Throttled[],
  charged: readonly Charged[],
): Promise<Charge> {
  const isLater = ({ subject, hit }: Charged): boolean => subject.rule.lazy === true && hit.isFirst
  const keys = await Promise.all(charged.map((one) => (isLater(one) ? '' : putThrottleHit(ctx, one.subject))))
  const forget = (): void => {
    const written = keys.filter((key) => key !== '')
    ctx.waitUntil(deleteThrottleHits(ctx.kv, written))
  }
  const waits = await Promise.all(
    charged.map(({ subject }, index) =>
      isAskedAgain(throttled, index) ? 0 : readThrottleWaitMs(ctx, subject, keys[index] ?? ''),
    ),
  )
  const waitMs = Math.max(0, ...waits)
  if (waitMs > 0) {
    forget()
    if ((ctx.random(1)[0] ?? 0) % sweepOneIn === 0) ctx.waitUntil(sweepThrottles(ctx))
    for (const [index, { subject }] of charged.entries()) refuseInMemory(ctx, subject, waits[index] ?? 0)
    throw refusal(waitMs)
  }
  const refund = (): void => {
    for (const { hit } of charged) hit.undo()
    forget()
  }
  const keep = async (): Promise<void> => {
    ctx.waitUntil(sweepThrottles(ctx))
    await Promise.all(charged.filter(isLater).map(({ subject }) => putThrottleHit(ctx, subject)))
  }
  return { refund, keep }
}

/** The last of several hits of one subject sees the others: one list for all of them. */
function isAskedAgain(throttled: readonly Throttled[], index: number): boolean {
  return throttled.slice(index + 1).some((later) => later === throttled[index])
}

function toSubject([rule, subject, tag]: Throttled): ThrottleSubject {
  return tag === undefined ? { rule, subject } : { rule, subject, tag }
}

type Charged = { readonly subject: ThrottleSubject; readonly hit: MemoryHit }

function chargeMemory(ctx: ServiceContext, subjects: readonly ThrottleSubject[]): readonly Charged[] {
  const charged: Charged[] = []
  for (const subject of subjects) {
    const hit = hitMemory(ctx, subject)
    if (typeof hit === 'number') {
      for (const other of charged) other.hit.undo()
      throw refusal(hit)
    }
    charged.push({ subject, hit })
  }
  return charged
}

function refusal(waitMs: number): ServiceError {
  return new ServiceError('rate_limited', { retry_after_seconds: Math.ceil(waitMs / 1000) })
}
