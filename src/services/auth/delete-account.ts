import type { ServiceContext } from '../context/context.ts'
import { deleteChannelsOf } from '../../store/alerts/index.ts'
import { revokeApiKeysOf } from '../../store/api-keys/index.ts'
import { deleteNodesOfUser } from '../../store/nodes/index.ts'
import { type UserFacts, deleteUserRecords } from '../../store/users/index.ts'

/**
 * Deletes a user and all nodes. Nodes go first, so that a crash leaves a user who can try again, and once more at the
 * end, for one that was made meanwhile.
 */
export async function deleteAccount(ctx: ServiceContext, user: string, facts: UserFacts): Promise<void> {
  await deleteNodesOfUser(ctx, user)
  await deleteChannelsOf(ctx, user)
  await revokeApiKeysOf(ctx, user)
  await deleteUserRecords(ctx, user, facts)
  await deleteNodesOfUser(ctx, user)
}
