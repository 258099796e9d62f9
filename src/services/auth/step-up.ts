import { signSession } from '../../auth/tokens.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireCaller, requireSecrets } from '../context/require.ts'
import { proofLivesMs, takeCode } from './second-factor.ts'
import type { StepUpAnswer, StepUpInput } from './types.ts'
import { readUserFacts } from '../../store/users/index.ts'

/**
 * Shows the second factor again for sensitive calls: a token of the same session, good for them for ten minutes.
 * Throws ServiceError totp_disabled, totp_wrong, rate_limited, token_revoked.
 */
export async function stepUp(ctx: ServiceContext, input: StepUpInput): Promise<StepUpAnswer> {
  const { userKey, session } = requireCaller(ctx)
  const facts = await readUserFacts(ctx.kv, userKey)
  if (facts.state === undefined || session === undefined) throw new ServiceError('token_revoked')
  const { factor } = facts.state
  if (factor === undefined) throw new ServiceError('totp_disabled')
  if (!(await takeCode(ctx, userKey, facts, factor, input.totp))) {
    throw new ServiceError('totp_wrong', { field: 'totp' })
  }
  const nowMs = ctx.clock()
  const { token, expiresAtMs } = await signSession(
    requireSecrets(ctx),
    { ...session, proofMs: nowMs },
    nowMs,
    session.expiresAtMs,
  )
  return {
    message: '验证成功',
    token,
    expires_at: new Date(expiresAtMs).toISOString(),
    valid_until: new Date(nowMs + proofLivesMs).toISOString(),
  }
}
