import { addUserFact, nextFactMs, readUserFacts } from '../../store/users.ts'
import type { ServiceContext } from '../context.ts'
import { requireCaller } from '../require.ts'
import type { MessageAnswer } from './types.ts'

/** Clocks of two places may differ this much: a token that another place has just signed must not outlive this call. */
const clockSkewMs = 5000

/** Ends every session of the caller, this one included. Throws ServiceError token_missing. */
export const logoutAll = async (ctx: ServiceContext): Promise<MessageAnswer> => {
  const { userKey } = requireCaller(ctx)
  const facts = await readUserFacts(ctx.kv, userKey)
  const ms = Math.max(ctx.clock() + clockSkewMs, nextFactMs(ctx.clock(), facts))
  await addUserFact(ctx, userKey, 'v', facts, ms)
  return { message: '已退出所有设备' }
}
