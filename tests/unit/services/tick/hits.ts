import type { ThrottleRule } from '../../../../src/store/throttle/throttle-rule.ts'
import { putThrottleHit } from '../../../../src/store/throttle/throttle.ts'
import { accountContext } from '../../../support/accounts.ts'
import type { SimKv } from '../../../support/kv/sim-kv.ts'

export { throttles } from '../../../../src/store/throttle/rules.ts'

/** One hit of a subject, now. */
export async function addHit(world: SimKv, rule: ThrottleRule, subject: string): Promise<void> {
  await putThrottleHit(accountContext(world), { rule, subject })
}
