import { sessionSeconds } from '../../auth/tokens.ts'
import { ServiceError } from '../../contract/errors.ts'
import { audit } from '../audit/audit.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireCaller } from '../context/require.ts'
import type { EndSessionInput, MessageAnswer, SessionsAnswer } from './types.ts'
import {
  addUserFact,
  deleteSessions,
  listSessions,
  nextFactMs,
  readUserFacts,
} from '../../store/users/index.ts'

/** Clocks of two places may differ this much. */
const skewMs = 5000
const lifeMs = sessionSeconds * 1000

/** The caller's sessions, the one that asks first. Throws ServiceError token_missing, token_revoked. */
export async function sessions(ctx: ServiceContext): Promise<SessionsAnswer> {
  const { userKey, session } = requireCaller(ctx)
  const [{ state }, listed] = await Promise.all([
    readUserFacts(ctx.kv, userKey),
    listSessions(ctx, userKey, lifeMs),
  ])
  if (state === undefined) throw new ServiceError('token_revoked')
  const passwordMs = state.passwordId === undefined ? 0 : state.passwordMs - skewMs
  const open = listed.filter(
    ({ id, startedMs }) =>
      startedMs > state.revokedMs && startedMs >= passwordMs && !state.endedSessions.has(id),
  )
  const own = session === undefined ? [] : [ownOf(ctx, session)]
  const others = open.filter(({ id }) => id !== session?.id)
  return {
    sessions: [...own, ...others].map(({ id, startedMs, lastMs, expiresAtMs, ip, agent }) => ({
      id,
      current: id === session?.id,
      created_at: new Date(startedMs).toISOString(),
      last_used_at: new Date(lastMs).toISOString(),
      expires_at: new Date(expiresAtMs).toISOString(),
      ip,
      user_agent: agent,
    })),
  }
}

function ownOf(
  ctx: ServiceContext,
  { id, version, expiresAtMs }: { id: string; version: number; expiresAtMs: number },
) {
  const place = { ip: ctx.clientIp, agent: ctx.userAgent ?? '' }
  return { id, startedMs: version, lastMs: ctx.clock(), expiresAtMs, ...place }
}

/** Ends one of the caller's sessions. Throws ServiceError session_not_found. */
export async function endSession(ctx: ServiceContext, { id }: EndSessionInput): Promise<MessageAnswer> {
  const { userKey, session } = requireCaller(ctx)
  const isOwn = session?.id === id
  if (!isOwn && !(await listSessions(ctx, userKey, lifeMs)).some((one) => one.id === id)) {
    throw new ServiceError('session_not_found')
  }
  await end(ctx, userKey, id)
  audit(ctx, 'session_ended')
  return { message: '该登录已退出' }
}

/** Ends the session that asks. */
export async function logout(ctx: ServiceContext): Promise<MessageAnswer> {
  const { userKey, session } = requireCaller(ctx)
  if (session !== undefined) await end(ctx, userKey, session.id)
  audit(ctx, 'session_ended')
  return { message: '已退出登录' }
}

async function end(ctx: ServiceContext, userKey: string, id: string): Promise<void> {
  const facts = await readUserFacts(ctx.kv, userKey)
  if (facts.state?.endedSessions.has(id) !== true) {
    await addUserFact(ctx, userKey, 'q', facts, nextFactMs(ctx.clock(), facts, 'q'), id)
  }
  ctx.waitUntil(deleteSessions(ctx.kv, userKey, id))
}
