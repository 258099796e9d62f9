import { equalSecrets } from '../../auth/secrets.ts'
import { hashPassword, pendingSalt } from '../../auth/passwords.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets } from '../context/require.ts'
import { checkThrottle, countHit, throttles } from '../throttle/throttle.ts'
import { checkPassword } from './check-password.ts'
import { passwordPolicy } from './policy.ts'
import { readRole } from './role.ts'
import { openSession } from './session.ts'
import type { LoginAnswer, LoginInput } from './types.ts'
import { ipSubject } from '../../domain/values/index.ts'
import { userKey } from '../../store/kv/index.ts'
import { listPending, readUserFacts, readUserRecord } from '../../store/users/index.ts'

const pendingMax = 8

/**
 * Signs in. Four KV operations and one hash of the password for an ordinary user; an unknown address costs the same hash.
 * Throws ServiceError rate_limited, invalid_credentials, email_unverified, account_disabled, jwt_secret_unset.
 */
export async function login(ctx: ServiceContext, input: LoginInput): Promise<LoginAnswer> {
  requireSecrets(ctx)
  const user = userKey(input.email)
  const throttled = [
    [throttles.loginAddress, user],
    [throttles.loginIp, ipSubject(ctx.clientIp)],
  ] as const
  const [, facts, record] = await Promise.all([
    checkThrottle(ctx, throttled),
    readUserFacts(ctx.kv, user),
    readUserRecord(ctx.kv, user),
  ])
  const { state } = facts
  if (state === undefined || record === undefined) {
    if (await isPending(ctx, user, input.password)) throw new ServiceError('email_unverified')
  } else if (await checkPassword(ctx, state, facts, record, input.password)) {
    if (!state.isEnabled) throw new ServiceError('account_disabled')
    const [session, role] = await Promise.all([
      openSession(ctx, state, record.passwordId),
      readRole(ctx.kv, state),
    ])
    return { ...session, user: { email: state.email, is_admin: role !== 'user', role } }
  }
  await countHit(ctx, throttled)
  throw new ServiceError('invalid_credentials')
}

/** Whether a registration of this user waits with this password. All of them share a salt: one hash answers for all. */
async function isPending(ctx: ServiceContext, user: string, password: string): Promise<boolean> {
  const secrets = requireSecrets(ctx)
  const [records, phc] = await Promise.all([
    listPending(ctx.kv, user, ctx.clock(), pendingMax),
    hashPassword(secrets, passwordPolicy(ctx), password, pendingSalt(secrets, user)),
  ])
  return records.some((record) => equalSecrets(record.phc, phc))
}
