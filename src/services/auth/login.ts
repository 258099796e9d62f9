import { equalSecrets } from '../../auth/secrets.ts'
import { hashPassword, pendingSalt } from '../../auth/passwords.ts'
import { ServiceError, type ErrorCode } from '../../contract/errors.ts'
import { audit } from '../audit/audit.ts'
import { tellNewPlace } from '../audit/new-place.ts'
import { loadUserRecord } from './user-record.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets } from '../context/require.ts'
import { chargeThrottle, type Throttled } from '../throttle/throttle.ts'
import { throttles } from '../../store/throttle/index.ts'
import { checkPassword } from './check-password.ts'
import { knownDevice, rememberDevice } from './known-device.ts'
import { passwordPolicy } from './policy.ts'
import { readRole } from './role.ts'
import { openSession } from './session.ts'
import type { LoginAnswer, LoginInput } from './types.ts'
import { ipSubject } from '../../domain/values/index.ts'
import { userKey } from '../../store/kv/index.ts'
import { takeCode } from './second-factor.ts'
import {
  listPending,
  readUserFacts,
  type SecondFactor,
  type UserFacts,
  type UserState,
} from '../../store/users/index.ts'

const pendingMax = 8

/**
 * Signs in: five KV operations until the answer and one hash of the password, charged before it is computed; an
 * unknown address costs the same hash. Only failures stay charged.
 * Throws ServiceError rate_limited, invalid_credentials, email_unverified, account_disabled, totp_required, totp_invalid,
 * jwt_secret_unset.
 */
export async function login(ctx: ServiceContext, input: LoginInput): Promise<LoginAnswer> {
  requireSecrets(ctx)
  const user = userKey(input.email)
  const [charge, facts, record] = await Promise.all([
    chargeThrottle(ctx, throttledBy(ctx, user)),
    readUserFacts(ctx.kv, user),
    loadUserRecord(ctx, user),
  ])
  const { state } = facts
  if (state === undefined || record === undefined) {
    if (await isPending(ctx, user, input.password)) {
      charge.refund()
      throw new ServiceError('email_unverified')
    }
  } else if (await checkPassword(ctx, state, facts, record, input.password)) {
    charge.refund()
    if (!state.isEnabled) throw refused(ctx, state, 'account_disabled')
    if (state.factor !== undefined) await requireCode(ctx, facts, state.factor, state, input.totp)
    const [session, role] = await Promise.all([
      openSession(ctx, state, record.passwordId),
      readRole(ctx, state),
    ])
    noteSignIn(ctx, state)
    rememberDevice(ctx, user)
    return { ...session, user: { email: state.email, is_admin: role !== 'user', role } }
  }
  await charge.keep()
  throw refused(ctx, state ?? unknown, 'invalid_credentials')
}

/** Whose sign-ins those at addresses without an account are: they cost the same, and are not told apart. */
const unknown = { user: 'f'.repeat(32), email: '' }

/** Puts a refused sign-in on record. */
function refused(
  ctx: ServiceContext,
  { user, email }: Pick<UserState, 'user' | 'email'>,
  code: ErrorCode,
): ServiceError {
  const what = `${email} ${code}`.trim()
  audit(ctx, 'sign_in_refused', { whose: user, what, by: { userKey: '', email: '' } })
  return new ServiceError(code)
}

/** Puts a sign-in on record, and tells the account of one from a new place. */
function noteSignIn(ctx: ServiceContext, { user, email }: UserState): void {
  const account = { userKey: user, email }
  const isKnown = knownDevice(ctx, user) !== undefined
  ctx.waitUntil(
    (async () => {
      if (!isKnown) await tellNewPlace(ctx, account)
      audit(ctx, 'sign_in', { by: account })
    })(),
  )
}

/** The second factor, once the password was right. Throws ServiceError totp_required, totp_invalid, rate_limited. */
async function requireCode(
  ctx: ServiceContext,
  facts: UserFacts,
  factor: SecondFactor,
  state: UserState,
  code: string | undefined,
): Promise<void> {
  if (code === undefined || code === '') throw new ServiceError('totp_required', { field: 'totp' })
  if (await takeCode(ctx, state.user, facts, factor, code)) return
  refused(ctx, state, 'totp_invalid')
  throw new ServiceError('totp_invalid', { field: 'totp' })
}

/** A browser that signed in before is limited by itself, so that no stranger's guesses keep its owner out. */
function throttledBy(ctx: ServiceContext, user: string): readonly Throttled[] {
  const device = knownDevice(ctx, user)
  if (device !== undefined) return [[throttles.loginDevice, device]]
  return [
    [throttles.loginIp, ipSubject(ctx.clientIp)],
    [throttles.loginAddress, user, ipSubject(ctx.clientIp)],
  ]
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
