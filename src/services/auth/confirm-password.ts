import { ServiceError } from '../../contract/errors.ts'
import { loadUserRecord } from './user-record.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireCaller } from '../context/require.ts'
import { chargeThrottle } from '../throttle/throttle.ts'
import { throttles } from '../../store/throttle/index.ts'
import { checkPassword } from './check-password.ts'
import { type UserFacts, type UserState, readUserFacts, type UserRecord } from '../../store/users/index.ts'

export type ConfirmedUser = {
  readonly facts: UserFacts
  readonly state: UserState
  readonly record: UserRecord
}

/**
 * Makes the signed-in user show the password again; failures are limited by account.
 * Throws ServiceError rate_limited, token_revoked, jwt_secret_unset, and `wrong` for another password.
 */
export async function confirmPassword(
  ctx: ServiceContext,
  password: string,
  wrong: () => ServiceError,
): Promise<ConfirmedUser> {
  const { userKey } = requireCaller(ctx)
  // Counted for the account alone: nobody gets here without a session of it.
  const [charge, facts, record] = await Promise.all([
    chargeThrottle(ctx, [[throttles.confirm, userKey]]),
    readUserFacts(ctx.kv, userKey),
    loadUserRecord(ctx, userKey),
  ])
  const { state } = facts
  if (state === undefined || record === undefined) throw new ServiceError('token_revoked')
  if (!(await checkPassword(ctx, state, facts, record, password))) throw wrong()
  charge.refund()
  return { facts, state, record }
}
