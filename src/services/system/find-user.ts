import type { Role } from '../../contract/auth.ts'
import { ServiceError } from '../../contract/errors.ts'
import { readRole } from '../auth/role.ts'
import type { ServiceContext } from '../context/context.ts'
import { userKey } from '../../store/kv/index.ts'
import { type UserFacts, type UserState, readUserFacts } from '../../store/users/index.ts'

export type FoundUser = { readonly state: UserState; readonly facts: UserFacts; readonly role: Role }

/**
 * The user that an admin wants to change or delete.
 * Throws ServiceError user_not_found, super_admin_protected, and super_admin_required where an admin would touch another.
 */
export async function findUserToChange(
  ctx: ServiceContext,
  callerRole: Role,
  email: string,
): Promise<FoundUser> {
  const facts = await readUserFacts(ctx.kv, userKey(email))
  const { state } = facts
  if (state === undefined) throw new ServiceError('user_not_found')
  const role = await readRole(ctx, state)
  if (role === 'super_admin') throw new ServiceError('super_admin_protected')
  if (role === 'admin' && callerRole !== 'super_admin') throw new ServiceError('super_admin_required')
  return { state, facts, role }
}
