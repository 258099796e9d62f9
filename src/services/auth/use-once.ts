import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { chargeThrottle, type Charge } from '../throttle/throttle.ts'
import { throttles } from '../../store/throttle/index.ts'

/**
 * The first use of what counts once: a code, a link; undefined when it was used before. What tells for good
 * that it was used comes too late for requests that have looked already: a hit is seen by them. `refund` gives the use
 * back.
 */
export async function useOnce(ctx: ServiceContext, subject: string): Promise<Charge | undefined> {
  try {
    return await chargeThrottle(ctx, [[throttles.usedOnce, subject]])
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'rate_limited') return undefined
    throw error
  }
}
