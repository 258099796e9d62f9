import { readSession } from '../../auth/tokens.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { Caller, ServiceContext } from '../context/context.ts'
import { requireSecrets } from '../context/require.ts'
import { readRole } from './role.ts'
import { noteSession, readUserFacts } from '../../store/users/index.ts'

/**
 * The user behind a session token, read from the store: one list, and a get for the super admin. Behind the answer an
 * isolate writes down once an hour that the session was used.
 * Throws ServiceError token_missing, token_invalid, token_expired, token_revoked (also for a deleted user),
 * account_disabled, jwt_secret_unset.
 */
export async function authenticate(ctx: ServiceContext, token: string | undefined): Promise<Caller> {
  if (token === undefined || token === '') throw new ServiceError('token_missing')
  const result = await readSession(requireSecrets(ctx), token, ctx.clock())
  if (result.kind === 'expired') throw new ServiceError('token_expired')
  if (result.kind === 'invalid') throw new ServiceError('token_invalid')
  const { session, expiresAtMs } = result
  const { userKey, passwordId, version } = session
  const { state } = await readUserFacts(ctx.kv, userKey)
  if (state?.isEnabled === false) throw new ServiceError('account_disabled')
  const isCurrent =
    state !== undefined &&
    version > state.revokedMs &&
    !state.endedSessions.has(session.id) &&
    (state.passwordId === undefined || state.passwordId === passwordId)
  if (!isCurrent) throw new ServiceError('token_revoked')
  const { id } = session
  const place = { ip: ctx.clientIp, agent: ctx.userAgent ?? '' }
  noteSession(ctx, userKey, { id, expiresAtMs, startedMs: version, ...place })
  return {
    email: state.email,
    userKey,
    role: await readRole(ctx, state),
    session: { ...session, expiresAtMs },
    hasTotp: state.factor !== undefined,
  }
}
