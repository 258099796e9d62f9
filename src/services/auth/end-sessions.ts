import type { ServiceContext } from '../context/context.ts'
import {
  addUserFact,
  clockSkewMs,
  deleteSessions,
  nextFactMs,
  type UserFacts,
} from '../../store/users/index.ts'

/** Ends every session of a user for good. */
export async function endSessions(ctx: ServiceContext, user: string, facts: UserFacts): Promise<void> {
  // Dated ahead: a token that another place has just signed must not outlive this call.
  const ms = nextFactMs(ctx.clock() + clockSkewMs, facts, 'v')
  await addUserFact(ctx, user, 'v', facts, ms)
  ctx.waitUntil(deleteSessions(ctx.kv, user))
}
