import { limits } from '../../contract/limits.ts'
import { roleOf } from '../auth/role.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireAdmin } from '../context/require.ts'
import { describeUser } from './user-answer.ts'
import type { ListUsersInput, UsersAnswer } from './types.ts'
import { countNodesByUser } from '../../store/nodes/index.ts'
import { readInitialized } from '../../store/system/index.ts'
import { listUserStates, newestSessionEnds } from '../../store/users/index.ts'

/**
 * Users by address; `q` is part of the address; without `page` the list is whole. Costs lists alone, no get a user.
 * Throws ServiceError admin_required.
 */
export async function listUsers(ctx: ServiceContext, input: ListUsersInput): Promise<UsersAnswer> {
  requireAdmin(ctx)
  const [states, counts, ends, marker] = await Promise.all([
    listUserStates(ctx.kv),
    countNodesByUser(ctx.kv),
    newestSessionEnds(ctx),
    readInitialized(ctx),
  ])
  const wanted = (input.q ?? '').toLowerCase()
  const found = states.filter((state) => state.email.includes(wanted))
  const { page, per_page: size = limits.perPageDefault } = input
  const shown = page === undefined ? found : found.slice((page - 1) * size, page * size)
  const users = shown.map((state) =>
    describeUser(state, roleOf(state, marker?.user), counts.get(state.user) ?? 0, ends.get(state.user)),
  )
  return { users, total: found.length }
}
