import { hashToken } from '../../auth/secrets.ts'
import { ServiceError } from '../../contract/errors.ts'
import { audit } from '../audit/audit.ts'
import { requireProof } from '../auth/second-factor.ts'
import { makeLinkToken } from '../auth/start-registration.ts'
import { loadUserRecord } from '../auth/user-record.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireAdmin } from '../context/require.ts'
import { putReset, resetLifeMs, sweepLinks } from '../../store/users/index.ts'
import { findUserToChange } from './find-user.ts'
import type { DeleteUserInput, ResetTokenAnswer } from './types.ts'

/**
 * A token of one hour by which a user sets a new password, for sites that can send no mail: the admin hands the link
 * over. The password stays as it is until the link is used.
 * Throws ServiceError admin_required, super_admin_required, super_admin_protected, user_not_found, step_up_required.
 */
export async function makeResetToken(ctx: ServiceContext, input: DeleteUserInput): Promise<ResetTokenAnswer> {
  const caller = requireAdmin(ctx)
  requireProof(ctx)
  const { state } = await findUserToChange(ctx, caller.role, input.email)
  const record = await loadUserRecord(ctx, state.user)
  if (record === undefined) throw new ServiceError('user_not_found')
  const token = makeLinkToken(ctx)
  const { user } = state
  const expMs = ctx.clock() + resetLifeMs
  await putReset(ctx.kv, hashToken(token), { v: 1, user, passwordId: record.passwordId, expMs })
  audit(ctx, 'user_changed', { whose: user, what: `${state.email} reset token` })
  await sweepLinks(ctx, 'reset')
  return { message: '重置令牌已生成', reset_token: token, expires_at: new Date(expMs).toISOString() }
}
