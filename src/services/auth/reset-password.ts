import { hashPassword, makeSalt } from '../../auth/passwords.ts'
import { hashToken } from '../../auth/secrets.ts'
import { ServiceError } from '../../contract/errors.ts'
import { loadUserRecord } from './user-record.ts'
import { audit } from '../audit/audit.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets } from '../context/require.ts'
import { chargeThrottle } from '../throttle/throttle.ts'
import { throttles } from '../../store/throttle/index.ts'
import { rememberDevice } from './known-device.ts'
import { passwordPolicy } from './policy.ts'
import { requireStrongPassword } from './strong-password.ts'
import type { MessageAnswer, ResetPasswordInput } from './types.ts'
import { useOnce } from './use-once.ts'
import { ipSubject } from '../../domain/values/index.ts'
import { randomHex } from '../../store/context/index.ts'
import {
  deleteResets,
  readReset,
  type UserFacts,
  type UserState,
  readUserFacts,
  setPassword,
} from '../../store/users/index.ts'

/**
 * Sets a new password by the link of a mail, and ends every session. A link is void once the password has changed.
 * Throws ServiceError reset_token_invalid, password_weak, rate_limited, jwt_secret_unset.
 */
export async function resetPassword(ctx: ServiceContext, input: ResetPasswordInput): Promise<MessageAnswer> {
  const charge = await chargeThrottle(ctx, [[throttles.linkIp, ipSubject(ctx.clientIp)]])
  const account = await findAccount(ctx, hashToken(input.token))
  if (account === undefined) throw new ServiceError('reset_token_invalid', { field: 'token' })
  charge.refund()
  const { state, facts } = account
  requireStrongPassword(input.new_password, state.email, 'new_password')
  if ((await useOnce(ctx, `reset ${hashToken(input.token)}`)) === undefined) {
    throw new ServiceError('reset_token_invalid', { field: 'token' })
  }
  const phc = await hashPassword(requireSecrets(ctx), passwordPolicy(ctx), input.new_password, makeSalt())
  const passwordId = randomHex(ctx.random, 8)
  await setPassword(ctx, state.user, facts, { email: state.email, phc, passwordId })
  await deleteResets(ctx.kv, state.user)
  audit(ctx, 'password_changed', { what: 'reset', by: { userKey: state.user, email: state.email } })
  // Whoever reads the mailbox is the owner: guesses of others shall not slow the sign-in that follows.
  rememberDevice(ctx, state.user)
  return { message: '密码已重置，请重新登录' }
}

async function findAccount(
  ctx: ServiceContext,
  tokenHash: string,
): Promise<{ state: UserState; facts: UserFacts } | undefined> {
  const reset = await readReset(ctx.kv, tokenHash, ctx.clock())
  if (reset === undefined) return undefined
  const [facts, record] = await Promise.all([
    readUserFacts(ctx.kv, reset.user),
    loadUserRecord(ctx, reset.user),
  ])
  const { state } = facts
  return state === undefined || record?.passwordId !== reset.passwordId ? undefined : { state, facts }
}
