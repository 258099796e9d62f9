import { hourMs } from '../../contract/time.ts'
import { sessionKey, sessionsPrefix } from '../kv/keys.ts'
import { listAll, listPage, mapBounded, type Kv } from '../kv/port.ts'
import { readRecord } from '../kv/record.ts'
import { randomHex, type StoreContext } from '../context/context.ts'
import { decode36 } from '../../domain/values/index.ts'

/** Record `sn_<u>_<end>_<id>`: where and when a session was last used. Losing one ends nothing. */
export type SessionRecord = {
  readonly v: 1
  readonly startedMs: number
  readonly lastMs: number
  readonly ip: string
  readonly agent: string
}

export type ListedSession = SessionRecord & { readonly id: string; readonly expiresAtMs: number }

/** One use in an hour is written down by an isolate. */
const usedEveryMs = hourMs
const rememberedMax = 10_000
const shownMax = 50
const pagesMax = 4
const sitePagesMax = 32
/** Of the hash that stands for a user in a key. */
const userChars = 32
const width = 8
const sweepMax = 16
const sweepOneIn = 8

type SessionIndex = { readonly key: string; readonly id: string; readonly expiresAtMs: number }

function parseKey(key: string): SessionIndex | undefined {
  const [, time = '', id = ''] = /^sn_[0-9a-f]{32}_([0-9a-z]{8})_([0-9a-z]{1,16})$/.exec(key) ?? []
  const expiresAtMs = decode36(time)
  return expiresAtMs === undefined ? undefined : { key, id, expiresAtMs }
}

/** Writes down behind the answer that a session was used, unless this isolate did so within the hour. */
export function noteSession(
  ctx: StoreContext,
  user: string,
  session: Omit<ListedSession, 'v' | 'lastMs'>,
): void {
  const nowMs = ctx.clock()
  const { id, expiresAtMs, ...rest } = session
  const seen = ctx.memory.sessionsSeen
  const known = seen.get(id)
  if (known !== undefined && nowMs - known < usedEveryMs) return
  const [first] = seen.keys()
  if (seen.size >= rememberedMax && first !== undefined) seen.delete(first)
  seen.set(id, nowMs)
  const record: SessionRecord = { v: 1, ...rest, lastMs: nowMs }
  ctx.waitUntil(ctx.kv.put(sessionKey(user, expiresAtMs, id), JSON.stringify(record)))
  if ((ctx.random(1)[0] ?? 0) % sweepOneIn === 0) ctx.waitUntil(sweepSessions(ctx))
}

function isSession({ startedMs, lastMs, ip, agent }: Readonly<Record<string, unknown>>): boolean {
  return (
    [ip, agent].every((text) => typeof text === 'string') &&
    [startedMs, lastMs].every((ms) => Number.isFinite(ms))
  )
}

/**
 * The user's sessions that have not expired, newest first, at most 50: one list and a get each. One whose record cannot
 * be read is shown without its place, begun `lifeMs` before its end, so that it can be ended.
 */
export async function listSessions(
  ctx: StoreContext,
  user: string,
  lifeMs: number,
): Promise<readonly ListedSession[]> {
  const { keys } = await listAll(ctx.kv, sessionsPrefix(user), pagesMax)
  const open = keys.flatMap((key) => parseKey(key) ?? []).filter((one) => one.expiresAtMs > ctx.clock())
  const newest = open.sort((one, other) => other.expiresAtMs - one.expiresAtMs).slice(0, shownMax)
  const found = await mapBounded(newest, width, async ({ key, id, expiresAtMs }) => {
    const reading = readRecord<SessionRecord>(await ctx.kv.get(key), isSession)
    if (reading.kind === 'absent') return []
    if (reading.kind === 'readable') return [{ ...reading.record, id, expiresAtMs }]
    const startedMs = expiresAtMs - lifeMs
    return [{ v: 1, startedMs, lastMs: startedMs, ip: '', agent: '', id, expiresAtMs } as const]
  })
  return found.flat()
}

/**
 * When the newest session of each user runs out, of those that have not; the whole site's in one listing of at most
 * `sitePagesMax` pages, or one user's.
 */
export async function newestSessionEnds(
  ctx: StoreContext,
  user?: string,
): Promise<ReadonlyMap<string, number>> {
  const prefix = user === undefined ? 'sn_' : sessionsPrefix(user)
  const { keys } = await listAll(ctx.kv, prefix, sitePagesMax)
  const nowMs = ctx.clock()
  const ends = new Map<string, number>()
  for (const key of keys) {
    const { expiresAtMs = 0 } = parseKey(key) ?? {}
    const owner = key.slice(3, 3 + userChars)
    if (expiresAtMs > nowMs && expiresAtMs > (ends.get(owner) ?? 0)) ends.set(owner, expiresAtMs)
  }
  return ends
}

/** Forgets where sessions were used: one of them, or all. */
export async function deleteSessions(kv: Kv, user: string, id?: string): Promise<void> {
  const { keys } = await listAll(kv, sessionsPrefix(user), pagesMax)
  const gone = keys.filter((key) => id === undefined || parseKey(key)?.id === id)
  await mapBounded(gone, width, (key) => kv.delete(key))
}

/** Deletes a few expired ones among a random sixteenth of all users'. */
async function sweepSessions(ctx: StoreContext): Promise<void> {
  const { keys } = await listPage(ctx.kv, `sn_${randomHex(ctx.random, 1).slice(0, 1)}`)
  const nowMs = ctx.clock()
  const expired = keys.filter((key) => (parseKey(key)?.expiresAtMs ?? nowMs) < nowMs).slice(0, sweepMax)
  await mapBounded(expired, width, (key) => ctx.kv.delete(key))
}
