import { ServiceError } from '../../contract/errors.ts'
import { readRole } from '../auth/role.ts'
import { audit } from '../audit/audit.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireAdmin } from '../context/require.ts'
import { endSessions } from '../auth/end-sessions.ts'
import { requireProof } from '../auth/second-factor.ts'
import { findUserToChange } from './find-user.ts'
import { describeUser } from './user-answer.ts'
import type { UpdateUserInput, UserUpdatedAnswer } from './types.ts'
import {
  addUserFact,
  newestSessionEnds,
  nextFactMs,
  readUserFacts,
  setUserEnabled,
} from '../../store/users/index.ts'
import { listNodeIds } from '../../store/nodes/index.ts'
import { markDirty } from '../../store/views/index.ts'

/**
 * Enables or disables a user (any admin; the nodes of a disabled one are off the lists, its sessions are over), grants or revokes the admin's
 * role, takes away a lost second factor (the super admin).
 * Throws ServiceError admin_required, super_admin_required, super_admin_protected, user_not_found.
 */
export async function updateUser(ctx: ServiceContext, input: UpdateUserInput): Promise<UserUpdatedAnswer> {
  const caller = requireAdmin(ctx)
  if (input.is_admin !== undefined && caller.role !== 'super_admin') {
    throw new ServiceError('super_admin_required', { field: 'is_admin' })
  }
  if (input.totp !== undefined && caller.role !== 'super_admin') {
    throw new ServiceError('super_admin_required', { field: 'totp' })
  }
  if (input.is_admin !== undefined || input.totp !== undefined) requireProof(ctx)
  const { state, facts } = await findUserToChange(ctx, caller.role, input.email)
  // Written even when it seems to change nothing: what is seen here may be older than a change elsewhere.
  if (input.is_admin !== undefined) {
    const type = input.is_admin === 1 ? 'a' : 'r'
    await addUserFact(ctx, state.user, type, facts, nextFactMs(ctx.clock(), facts, type))
  }
  if (input.totp === 0) await addUserFact(ctx, state.user, 'u', facts, nextFactMs(ctx.clock(), facts, 'u'))
  if (input.is_enabled !== undefined) {
    await setUserEnabled(ctx, state.user, facts, input.is_enabled === 1)
    // Whoever is let in again signs in again: a stolen session does not come back with the account.
    if (input.is_enabled === 0) await endSessions(ctx, state.user, facts)
  }
  const whose = { whose: state.user }
  if (input.is_admin !== undefined) {
    audit(ctx, 'role_changed', {
      ...whose,
      what: `${state.email} ${input.is_admin === 1 ? 'admin' : 'user'}`,
    })
  }
  if (input.totp === 0) audit(ctx, 'totp_changed', { ...whose, what: `${state.email} off` })
  if (input.is_enabled !== undefined) {
    const word = input.is_enabled === 1 ? 'enabled' : 'disabled'
    audit(ctx, 'user_changed', { ...whose, what: `${state.email} ${word}` })
  }
  const [after, nodes, ends] = await Promise.all([
    readUserFacts(ctx.kv, state.user),
    listNodeIds(ctx, state.user),
    newestSessionEnds(ctx, state.user),
  ])
  if (input.is_enabled !== undefined) for (const id of nodes) markDirty(ctx, id)
  if (after.state === undefined) throw new ServiceError('user_not_found')
  const role = await readRole(ctx, after.state)
  const user = describeUser(after.state, role, nodes.length, ends.get(state.user))
  return { message: '用户已更新', user }
}
