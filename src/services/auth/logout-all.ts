import { audit } from '../audit/audit.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireCaller } from '../context/require.ts'
import type { MessageAnswer } from './types.ts'
import {
  nextFactMs,
  addUserFact,
  clockSkewMs,
  deleteSessions,
  readUserFacts,
} from '../../store/users/index.ts'

/** Ends every session of the caller, this one included. Throws ServiceError token_missing. */
export async function logoutAll(ctx: ServiceContext): Promise<MessageAnswer> {
  const { userKey } = requireCaller(ctx)
  const facts = await readUserFacts(ctx.kv, userKey)
  // Dated ahead: a token that another place has just signed must not outlive this call.
  const ms = nextFactMs(ctx.clock() + clockSkewMs, facts, 'v')
  await addUserFact(ctx, userKey, 'v', facts, ms)
  ctx.waitUntil(deleteSessions(ctx.kv, userKey))
  audit(ctx, 'sessions_ended')
  return { message: '已退出所有设备' }
}
