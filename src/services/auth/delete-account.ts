import { deleteNodesOfUser } from '../../store/nodes/nodes.ts'
import type { UserFacts } from '../../store/users/user-facts.ts'
import { deleteUserRecords } from '../../store/users/users.ts'
import type { ServiceContext } from '../context/context.ts'

/**
 * Deletes a user and all nodes. Nodes go first, so that a crash leaves a user who can try again, and once more at the
 * end, for one that was made meanwhile.
 */
export async function deleteAccount(ctx: ServiceContext, user: string, facts: UserFacts): Promise<void> {
  await deleteNodesOfUser(ctx, user)
  await deleteUserRecords(ctx, user, facts)
  await deleteNodesOfUser(ctx, user)
}
