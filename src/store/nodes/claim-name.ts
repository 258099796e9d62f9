import { namePrefix } from '../kv/keys.ts'
import type { StoreContext } from '../context/context.ts'

/** A request that takes longer was ended by the platform. */
const claimMs = 30_000

/**
 * Runs `work` unless another request of this isolate is giving the same name just now; undefined then. The store has no
 * conditional write: without this, a form sent twice would make two nodes of one name. Requests elsewhere are not seen.
 */
export async function withName<Result>(
  ctx: StoreContext,
  user: string,
  name: string,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  const { claimedNames } = ctx.memory
  const claim = namePrefix(user, name)
  const nowMs = ctx.clock()
  const sinceMs = claimedNames.get(claim)
  if (sinceMs !== undefined && nowMs - sinceMs < claimMs) return undefined
  claimedNames.set(claim, nowMs)
  try {
    return await work()
  } finally {
    if (claimedNames.get(claim) === nowMs) claimedNames.delete(claim)
  }
}
