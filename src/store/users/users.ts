import type { StoreContext } from '../context/context.ts'
import { encodeEmail } from './email-key.ts'
import {
  disabledKey,
  rehashesPrefix,
  rehashKey,
  userFactKey,
  userFactsPrefix,
  userRecordKey,
} from '../kv/keys.ts'
import { emptyValue, listAll, mapBounded, type Kv } from '../kv/port.ts'
import { readRecord, type Reading } from '../kv/record.ts'
import { deletePending, deleteResets } from './mail-tokens.ts'
import { deleteSessions } from './session-records.ts'
import {
  findSuperseded,
  foldUserFacts,
  nextFactMs,
  parseUserFact,
  type UserFacts,
  type UserFactType,
  type UserState,
} from './user-facts.ts'

/** Record `u_<u>`: the password. Written only by whoever proved the old password or the mailbox. */
export type UserRecord = {
  readonly v: 1
  readonly email: string
  /** PHC string. */
  readonly phc: string
  readonly passwordId: string
  readonly passwordMs: number
}

/** Clocks of two places may differ this much: what voids older facts or tokens is dated so far ahead. */
export const clockSkewMs = 5000

/** Every place sees a key after 60 s; with skewed clocks and long requests a fact is settled after 10 minutes. */
const settledMs = 600_000
const sweepMax = 8
const factPagesMax = 400

/** One list. */
export async function readUserFacts(kv: Kv, user: string): Promise<UserFacts> {
  return foldUserFacts((await listAll(kv, userFactsPrefix(user))).keys)
}

function isUser({ email, phc, passwordId, passwordMs }: Readonly<Record<string, unknown>>): boolean {
  return [email, phc, passwordId].every((text) => typeof text === 'string') && Number.isFinite(passwordMs)
}

/** One get; absent for an unknown user. */
export async function readUserRecord(kv: Kv, user: string): Promise<Reading<UserRecord>> {
  return readRecord<UserRecord>(await kv.get(userRecordKey(user)), isUser)
}

/** Writes one fact (`ms` from nextFactMs of user-facts.ts) and sweeps a few that settled ones have superseded. */
export async function addUserFact(
  ctx: StoreContext,
  user: string,
  type: UserFactType,
  facts: UserFacts,
  ms: number,
  payload = '',
): Promise<void> {
  await ctx.kv.put(userFactKey(user, type, ms, payload), emptyValue)
  const old = findSuperseded(facts.facts, ctx.clock(), settledMs).slice(0, sweepMax)
  if (old.length > 0) ctx.waitUntil(Promise.all(old.map((fact) => ctx.kv.delete(fact.key))))
}

/** Creates a user: the record first, the fact that makes it count last, so that a crash leaves nothing half alive. */
export async function createUser(
  ctx: StoreContext,
  user: string,
  facts: UserFacts,
  account: Pick<UserRecord, 'email' | 'phc' | 'passwordId'>,
): Promise<void> {
  const ms = nextFactMs(ctx.clock(), facts, 'c')
  await putUserRecord(ctx.kv, user, { v: 1, ...account, passwordMs: ms })
  await addUserFact(ctx, user, 'c', facts, ms, encodeEmail(account.email))
}

/**
 * Sets a new password; the fact with its id ends every session of an older one, even one that another place opens
 * meanwhile from a stale record.
 */
export async function setPassword(
  ctx: StoreContext,
  user: string,
  facts: UserFacts,
  account: Pick<UserRecord, 'email' | 'phc' | 'passwordId'>,
): Promise<void> {
  const ms = nextFactMs(ctx.clock(), facts, 'p')
  await putUserRecord(ctx.kv, user, { v: 1, ...account, passwordMs: ms })
  await addUserFact(ctx, user, 'p', facts, ms, account.passwordId)
}

function putUserRecord(kv: Kv, user: string, record: UserRecord): Promise<void> {
  return kv.put(userRecordKey(user), JSON.stringify(record))
}

/**
 * Deletes a user: the fact decides, the rest is cleaning up. Nodes are the caller's to delete before; the index key, which
 * comes before the fact, is for those that were made where the deletion had not arrived.
 */
export async function deleteUserRecords(ctx: StoreContext, user: string, facts: UserFacts): Promise<void> {
  const ms = nextFactMs(ctx.clock() + clockSkewMs, facts, 'x')
  await ctx.kv.put(disabledKey(user, ms), emptyValue)
  await addUserFact(ctx, user, 'x', facts, ms)
  const rehashes = await listAll(ctx.kv, rehashesPrefix(user))
  await mapBounded([userRecordKey(user), ...rehashes.keys], 8, (key) => ctx.kv.delete(key))
  await Promise.all([deletePending(ctx.kv, user), deleteResets(ctx.kv, user), deleteSessions(ctx.kv, user)])
}

type Rehash = { readonly v: 1; readonly phc: string }

/** The same password under today's scheme, if it was hashed again since it was set. One that cannot be read is kept. */
export async function readRehash(kv: Kv, user: string, passwordId: string): Promise<Reading<Rehash>> {
  return readRecord<Rehash>(await kv.get(rehashKey(user, passwordId)), ({ phc }) => typeof phc === 'string')
}

/** Never rewrites the user's record: a stale re-hash must not undo a change of password. */
export function putRehash(kv: Kv, user: string, passwordId: string, phc: string): Promise<void> {
  return kv.put(rehashKey(user, passwordId), JSON.stringify({ v: 1, phc } satisfies Rehash))
}

/** Every living user, by address. Lists of facts alone, no gets. */
export async function listUserStates(kv: Kv): Promise<readonly UserState[]> {
  const byUser = new Map<string, string[]>()
  for (const key of (await listAll(kv, 'uf_', factPagesMax)).keys) {
    const user = parseUserFact(key)?.user
    if (user !== undefined) byUser.set(user, [...(byUser.get(user) ?? []), key])
  }
  const states = [...byUser.values()].flatMap((keys) => foldUserFacts(keys).state ?? [])
  return states.sort((one, other) => (one.email < other.email ? -1 : 1))
}
