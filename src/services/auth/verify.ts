import { hashToken } from '../../auth/secrets.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { checkThrottle, countHit, throttles } from '../throttle/throttle.ts'
import type { MessageAnswer, VerifyInput } from './types.ts'
import { ipSubject } from '../../domain/values/index.ts'
import { deletePending, readPending, createUser, readUserFacts } from '../../store/users/index.ts'

/**
 * Creates the account out of the token's own registration, and drops all registrations of that address.
 * Throws ServiceError verify_token_invalid, rate_limited.
 */
export async function verify(ctx: ServiceContext, input: VerifyInput): Promise<MessageAnswer> {
  const throttled = [[throttles.linkIp, ipSubject(ctx.clientIp)]] as const
  const [pending] = await Promise.all([
    readPending(ctx.kv, hashToken(input.token), ctx.clock()),
    checkThrottle(ctx, throttled),
  ])
  const facts = pending && (await readUserFacts(ctx.kv, pending.user))
  if (pending === undefined || facts === undefined || facts.state !== undefined) {
    await countHit(ctx, throttled)
    throw new ServiceError('verify_token_invalid', { field: 'token' })
  }
  const { email, phc, passwordId } = pending
  await createUser(ctx, pending.user, facts, { email, phc, passwordId })
  await deletePending(ctx.kv, pending.user)
  return { message: '邮箱验证成功' }
}
