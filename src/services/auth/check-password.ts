import { hashPassword, isOutdated, makeSalt, verifyPassword } from '../../auth/passwords.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets } from '../context/require.ts'
import { passwordPolicy } from './policy.ts'
import {
  nextFactMs,
  type UserFacts,
  type UserState,
  addUserFact,
  putRehash,
  readRehash,
  type UserRecord,
} from '../../store/users/index.ts'

/** A change of password is seen everywhere after this time. */
const settledMs = 120_000

/**
 * Whether the record's password is the user's newest. Where the record is older than a change that is not seen
 * everywhere yet, it is a stale copy and its password no longer counts.
 */
function isStale(record: UserRecord, state: UserState, nowMs: number): boolean {
  return (
    state.passwordId !== undefined &&
    record.passwordId !== state.passwordId &&
    record.passwordMs <= state.passwordMs &&
    nowMs - state.passwordMs < settledMs
  )
}

/**
 * Compares a password with a user's record: the work of one hash, whatever comes of it. When it is right, a hash of an
 * older scheme is made anew, and a fact that a crash has left out is written.
 */
export async function checkPassword(
  ctx: ServiceContext,
  user: UserState,
  facts: UserFacts,
  record: UserRecord,
  password: string,
): Promise<boolean> {
  const policy = passwordPolicy(ctx)
  const secrets = requireSecrets(ctx)
  const newer = isOutdated(record.phc, policy)
    ? await readRehash(ctx.kv, user.user, record.passwordId)
    : undefined
  const phc = newer?.kind === 'readable' ? newer.record.phc : record.phc
  const isRight = await verifyPassword(secrets, password, phc)
  if (!isRight || isStale(record, user, ctx.clock())) return false
  if (record.passwordId !== user.passwordId && record.passwordMs !== user.passwordMs) {
    // A fact left out takes the record's own time, so that it never outdoes a change that is not seen here yet.
    const isLeftOut = record.passwordMs > user.passwordMs
    const ms = isLeftOut ? record.passwordMs : nextFactMs(ctx.clock(), facts, 'p')
    await addUserFact(ctx, user.user, 'p', facts, ms, record.passwordId)
  }
  if (isOutdated(phc, policy) && newer?.kind !== 'unreadable') {
    const fresh = await hashPassword(secrets, policy, password, makeSalt())
    await putRehash(ctx.kv, user.user, record.passwordId, fresh)
  }
  return true
}
