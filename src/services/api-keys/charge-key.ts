import { ServiceError } from '../../contract/errors.ts'
import { takeUses } from '../../store/api-keys/index.ts'
import type { SiteContext } from '../context/context.ts'
import type { UsedKey } from './authenticate-key.ts'

/**
 * Counts so many requests of a key and tells the answer what is left. Exact in one process; places that see each other a
 * minute late go at most a tenth beyond the day. Throws rate_limited with `details.retry_after_seconds`.
 */
export async function chargeApiKey(ctx: SiteContext, { id, quota }: UsedKey, amount = 1): Promise<void> {
  const taken = await takeUses(ctx, id, quota, amount)
  ctx.allowance?.tell({
    limit: taken.quota.perDay,
    remaining: taken.left.day,
    resetMs: taken.dayLeftMs,
    minute: { limit: taken.quota.perMinute, remaining: taken.left.minute },
  })
  if (!taken.isTaken) {
    throw new ServiceError('rate_limited', { retry_after_seconds: Math.ceil(taken.waitMs / 1000) })
  }
}
