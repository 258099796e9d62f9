import { signSession } from '../../auth/tokens.ts'
import { randomHex } from '../../store/context/index.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets } from '../context/require.ts'
import type { UserState } from '../../store/users/index.ts'

export type OpenedSession = { readonly token: string; readonly expires_at: string }

/** A session token for a user who has just shown the password of this id. Throws ServiceError jwt_secret_unset. */
export async function openSession(
  ctx: ServiceContext,
  state: Pick<UserState, 'user' | 'revokedMs'>,
  passwordId: string,
): Promise<OpenedSession> {
  const nowMs = ctx.clock()
  const version = Math.max(nowMs, state.revokedMs + 1)
  const id = randomHex(ctx.random, 8)
  const session = { userKey: state.user, passwordId, version, id, proofMs: nowMs }
  const { token, expiresAtMs } = await signSession(requireSecrets(ctx), session, nowMs)
  return { token, expires_at: new Date(expiresAtMs).toISOString() }
}
