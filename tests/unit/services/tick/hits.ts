import { addThrottleHit, type ThrottleRule } from '../../../../src/store/throttle/throttle.ts'
import { accountContext } from '../../../support/accounts.ts'
import type { SimKv } from '../../../support/kv/sim-kv.ts'

export { throttles } from '../../../../src/services/throttle/throttle.ts'

/** One hit of a subject, now. */
export function addHit(world: SimKv, rule: ThrottleRule, subject: string): Promise<void> {
  return addThrottleHit(accountContext(world), rule, subject)
}
