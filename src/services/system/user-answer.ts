import type { Role } from '../../contract/auth.ts'
import type { User } from '../../contract/system.ts'
import type { UserState } from '../../store/users/index.ts'

/** A user as admins see it. */
export function describeUser(state: UserState, role: Role, nodeCount: number): User {
  return {
    email: state.email,
    role,
    is_admin: role !== 'user',
    is_enabled: state.isEnabled,
    totp_enabled: state.factor !== undefined,
    node_count: nodeCount,
    created_at: new Date(state.createdMs).toISOString(),
  }
}
