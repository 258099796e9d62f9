import { hashPassword, makeSalt } from '../../auth/passwords.ts'
import { ServiceError } from '../../contract/errors.ts'
import { audit } from '../audit/audit.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets } from '../context/require.ts'
import { confirmPassword } from './confirm-password.ts'
import { passwordPolicy } from './policy.ts'
import { requireStrongPassword } from './strong-password.ts'
import { openSession } from './session.ts'
import type { ChangePasswordAnswer, ChangePasswordInput } from './types.ts'
import { randomHex } from '../../store/context/index.ts'
import { deleteResets, setPassword } from '../../store/users/index.ts'

/**
 * Sets a new password. Every session of the old one ends; the answer has a token for this one.
 * Throws ServiceError old_password_wrong, password_weak, rate_limited, token_revoked, jwt_secret_unset.
 */
export async function changePassword(
  ctx: ServiceContext,
  input: ChangePasswordInput,
): Promise<ChangePasswordAnswer> {
  const { facts, state } = await confirmPassword(
    ctx,
    input.old_password,
    () => new ServiceError('old_password_wrong', { field: 'old_password' }),
  )
  requireStrongPassword(input.new_password, state.email, 'new_password')
  const phc = await hashPassword(requireSecrets(ctx), passwordPolicy(ctx), input.new_password, makeSalt())
  const passwordId = randomHex(ctx.random, 8)
  await setPassword(ctx, state.user, facts, { email: state.email, phc, passwordId })
  audit(ctx, 'password_changed')
  ctx.waitUntil(deleteResets(ctx.kv, state.user))
  return { message: '密码修改成功', ...(await openSession(ctx, state, passwordId)) }
}
