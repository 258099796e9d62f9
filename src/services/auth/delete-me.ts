import { ServiceError } from '../../contract/errors.ts'
import { audit } from '../audit/audit.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireCaller } from '../context/require.ts'
import { confirmPassword } from './confirm-password.ts'
import { deleteAccount } from './delete-account.ts'
import type { DeleteMeInput, MessageAnswer } from './types.ts'

/**
 * Deletes the signed-in account and its nodes.
 * Throws ServiceError super_admin_protected, password_wrong, rate_limited, token_revoked, jwt_secret_unset.
 */
export async function deleteMe(ctx: ServiceContext, input: DeleteMeInput): Promise<MessageAnswer> {
  if (requireCaller(ctx).role === 'super_admin') throw new ServiceError('super_admin_protected')
  const wrong = (): ServiceError => new ServiceError('password_wrong', { field: 'password' })
  const { facts, state } = await confirmPassword(ctx, input.password, wrong)
  await deleteAccount(ctx, state.user, facts)
  audit(ctx, 'user_deleted', { what: state.email })
  return { message: '账号已删除' }
}
