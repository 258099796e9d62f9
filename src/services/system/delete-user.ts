import { deleteAccount } from '../auth/delete-account.ts'
import type { MessageAnswer } from '../auth/types.ts'
import { audit } from '../audit/audit.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireAdmin } from '../context/require.ts'
import { findUserToChange } from './find-user.ts'
import type { DeleteUserInput } from './types.ts'

/**
 * Deletes a user and all nodes of theirs; an admin may delete users, the super admin admins as well.
 * Throws ServiceError admin_required, super_admin_required, super_admin_protected, user_not_found.
 */
export async function deleteUser(ctx: ServiceContext, input: DeleteUserInput): Promise<MessageAnswer> {
  const caller = requireAdmin(ctx)
  const { state, facts } = await findUserToChange(ctx, caller.role, input.email)
  await deleteAccount(ctx, state.user, facts)
  audit(ctx, 'user_deleted', { what: state.email, whose: state.user })
  return { message: '用户已删除' }
}
