import { hashToken } from '../../auth/secrets.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { chargeThrottle } from '../throttle/throttle.ts'
import { throttles } from '../../store/throttle/index.ts'
import type { MessageAnswer, VerifyInput } from './types.ts'
import { ipSubject } from '../../domain/values/index.ts'
import { deletePending, readPending, createUser, readUserFacts } from '../../store/users/index.ts'

/**
 * Creates the account out of the token's own registration, and drops all registrations of that address.
 * Throws ServiceError verify_token_invalid, rate_limited.
 */
export async function verify(ctx: ServiceContext, input: VerifyInput): Promise<MessageAnswer> {
  const [pending, charge] = await Promise.all([
    readPending(ctx.kv, hashToken(input.token), ctx.clock()),
    chargeThrottle(ctx, [[throttles.linkIp, ipSubject(ctx.clientIp)]]),
  ])
  const facts = pending && (await readUserFacts(ctx.kv, pending.user))
  if (pending === undefined || facts === undefined || facts.state !== undefined) {
    throw new ServiceError('verify_token_invalid', { field: 'token' })
  }
  charge.refund()
  const { email, phc, passwordId } = pending
  await createUser(ctx, pending.user, facts, { email, phc, passwordId })
  await deletePending(ctx.kv, pending.user)
  return { message: '邮箱验证成功' }
}
