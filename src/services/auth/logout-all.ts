import { audit } from '../audit/audit.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireCaller } from '../context/require.ts'
import { endSessions } from './end-sessions.ts'
import type { MessageAnswer } from './types.ts'
import { readUserFacts } from '../../store/users/index.ts'

/** Ends every session of the caller, this one included. Throws ServiceError token_missing. */
export async function logoutAll(ctx: ServiceContext): Promise<MessageAnswer> {
  const { userKey } = requireCaller(ctx)
  await endSessions(ctx, userKey, await readUserFacts(ctx.kv, userKey))
  audit(ctx, 'sessions_ended')
  return { message: '已退出所有设备' }
}
