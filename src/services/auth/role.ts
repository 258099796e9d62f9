import type { Role } from '../../contract/auth.ts'
import type { ServiceContext } from '../context/context.ts'
import { loadInitialized } from '../../store/system/index.ts'
import type { UserState } from '../../store/users/index.ts'

/**
 * A user's role. The marker of the system names the one super admin, whoever else initialize may have written;
 * only founders need the marker read (one get, none within 30 s).
 */
export async function readRole(ctx: ServiceContext, state: UserState): Promise<Role> {
  return roleOf(state, state.isFounder ? (await loadInitialized(ctx))?.user : undefined)
}

/** The same with the marker's user at hand. */
export function roleOf(state: UserState, superAdmin: string | undefined): Role {
  if (state.isFounder && state.user === superAdmin) return 'super_admin'
  return state.isAdmin ? 'admin' : 'user'
}
