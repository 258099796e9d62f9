import { sessionSeconds } from '../../auth/tokens.ts'
import type { Role } from '../../contract/auth.ts'
import type { User } from '../../contract/system.ts'
import type { UserState } from '../../store/users/index.ts'

/** A user as admins see it; `endMs` is when the newest of its sessions runs out. */
export function describeUser(
  state: UserState,
  role: Role,
  nodeCount: number,
  endMs: number | undefined,
): User {
  return {
    email: state.email,
    role,
    is_admin: role !== 'user',
    is_enabled: state.isEnabled,
    totp_enabled: state.factor !== undefined,
    node_count: nodeCount,
    created_at: new Date(state.createdMs).toISOString(),
    last_sign_in_at: endMs === undefined ? null : new Date(endMs - sessionSeconds * 1000).toISOString(),
  }
}
