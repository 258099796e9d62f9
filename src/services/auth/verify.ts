import { verifyPassword } from '../../auth/passwords.ts'
import { hashToken } from '../../auth/secrets.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets } from '../context/require.ts'
import { chargeThrottle, type Charge } from '../throttle/throttle.ts'
import type {
  MessageAnswer,
  PeekVerificationInput,
  PendingAnswer,
  VerifyByPasswordInput,
  VerifyInput,
} from './types.ts'
import { ipSubject } from '../../domain/values/index.ts'
import { throttles } from '../../store/throttle/index.ts'
import {
  createUser,
  deletePending,
  readPending,
  readUserFacts,
  type PendingRecord,
  type UserFacts,
} from '../../store/users/index.ts'

type Found = { readonly pending: PendingRecord; readonly facts: UserFacts; readonly charge: Charge }

/** The registration of a token. Throws ServiceError verify_token_invalid, rate_limited. */
async function find(ctx: ServiceContext, token: string): Promise<Found> {
  const [pending, charge] = await Promise.all([
    readPending(ctx.kv, hashToken(token), ctx.clock()),
    chargeThrottle(ctx, [[throttles.linkIp, ipSubject(ctx.clientIp)]]),
  ])
  const facts = pending && (await readUserFacts(ctx.kv, pending.user))
  if (pending === undefined || facts === undefined || facts.state !== undefined) {
    throw new ServiceError('verify_token_invalid', { field: 'token' })
  }
  return { pending, facts, charge }
}

async function confirm(ctx: ServiceContext, { pending, facts, charge }: Found): Promise<MessageAnswer> {
  charge.refund()
  const { email, phc, passwordId } = pending
  await createUser(ctx, pending.user, facts, { email, phc, passwordId })
  await deletePending(ctx.kv, pending.user)
  return { message: '邮箱验证成功' }
}

/**
 * Creates the account out of the token's own registration, and drops all registrations of that address. The contract's
 * way; mails lead to the page, which asks for the password.
 * Throws ServiceError verify_token_invalid, rate_limited.
 */
export async function verify(ctx: ServiceContext, input: VerifyInput): Promise<MessageAnswer> {
  return confirm(ctx, await find(ctx, input.token))
}

/**
 * The same for who knows the password of the registration: a program that opens the links of mails does not.
 * Throws ServiceError verify_token_invalid, password_wrong, rate_limited, jwt_secret_unset.
 */
export async function verifyByPassword(
  ctx: ServiceContext,
  { token, password }: VerifyByPasswordInput,
): Promise<MessageAnswer> {
  const found = await find(ctx, token)
  if (!(await verifyPassword(requireSecrets(ctx), password, found.pending.phc))) {
    throw new ServiceError('password_wrong', { field: 'password' })
  }
  return confirm(ctx, found)
}

/** What a token would confirm: address and time. Changes nothing. Throws ServiceError verify_token_invalid, rate_limited. */
export async function peekVerification(
  ctx: ServiceContext,
  { token }: PeekVerificationInput,
): Promise<PendingAnswer> {
  const { pending, charge } = await find(ctx, token)
  charge.refund()
  return {
    email: pending.email,
    registered_at: new Date(pending.registeredMs).toISOString(),
    expires_at: new Date(pending.expMs).toISOString(),
  }
}
