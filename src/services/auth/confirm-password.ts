import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireCaller } from '../context/require.ts'
import { checkThrottle, countHit, throttles } from '../throttle/throttle.ts'
import { checkPassword } from './check-password.ts'
import { ipSubject } from '../../domain/values/index.ts'
import {
  type UserFacts,
  type UserState,
  readUserFacts,
  readUserRecord,
  type UserRecord,
} from '../../store/users/index.ts'

export type ConfirmedUser = {
  readonly facts: UserFacts
  readonly state: UserState
  readonly record: UserRecord
}

/**
 * Makes the signed-in user show the password again; failures count as failed logins.
 * Throws ServiceError rate_limited, token_revoked, jwt_secret_unset, and `wrong` for another password.
 */
export async function confirmPassword(
  ctx: ServiceContext,
  password: string,
  wrong: () => ServiceError,
): Promise<ConfirmedUser> {
  const { userKey } = requireCaller(ctx)
  const throttled = [
    [throttles.loginAddress, userKey],
    [throttles.loginIp, ipSubject(ctx.clientIp)],
  ] as const
  const [, facts, record] = await Promise.all([
    checkThrottle(ctx, throttled),
    readUserFacts(ctx.kv, userKey),
    readUserRecord(ctx.kv, userKey),
  ])
  const { state } = facts
  if (state === undefined || record === undefined) throw new ServiceError('token_revoked')
  if (await checkPassword(ctx, state, facts, record, password)) return { facts, state, record }
  await countHit(ctx, throttled)
  throw wrong()
}
