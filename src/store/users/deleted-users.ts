import { disabledPrefix, userFactsPrefix } from '../kv/keys.ts'
import { listAll, listPage } from '../kv/port.ts'
import { randomHex, type StoreContext } from '../context/context.ts'
import { foldUserFacts, parseUserFact, type UserFact } from './user-facts.ts'
import { dayMs } from '../../domain/values/index.ts'

/** Facts of a deleted user go after this; the deletion itself a day later, when all others are gone everywhere. */
const keptMs = { facts: 30 * dayMs, deletion: 31 * dayMs } as const
const usersMax = 2
const keysMax = 8

function deletionOf(facts: readonly UserFact[]): UserFact | undefined {
  return facts.filter(({ type }) => type === 'x').toSorted((one, other) => other.ms - one.ms)[0]
}

/**
 * Removes what facts are left of a few users who were deleted long ago, of a random sixteenth of all users: one list, and one
 * more for each of them.
 */
export async function sweepDeletedUsers(ctx: StoreContext): Promise<void> {
  const nowMs = ctx.clock()
  const { keys } = await listPage(ctx.kv, `uf_${randomHex(ctx.random, 1).slice(0, 1)}`)
  const old = keys.flatMap((key) => {
    const fact = parseUserFact(key)
    return fact?.type === 'x' && fact.ms < nowMs - keptMs.facts ? [fact.user] : []
  })
  for (const user of [...new Set(old)].slice(0, usersMax)) await sweepUser(ctx, user, nowMs)
}

async function sweepUser(ctx: StoreContext, user: string, nowMs: number): Promise<void> {
  const { keys, complete } = await listAll(ctx.kv, userFactsPrefix(user))
  const { state, facts } = foldUserFacts(keys)
  const deletion = deletionOf(facts)
  if (!complete || state !== undefined || deletion === undefined) return
  if (deletion.ms >= nowMs - keptMs.facts) return
  const others = facts.filter(({ key, ms }) => key !== deletion.key && ms < nowMs - keptMs.facts)
  const index = (await listPage(ctx.kv, disabledPrefix(user))).keys
  const gone = [...others.map(({ key }) => key), ...index].slice(0, keysMax)
  if (facts.length === 1 && index.length === 0 && deletion.ms < nowMs - keptMs.deletion)
    gone.push(deletion.key)
  await Promise.all(gone.map((key) => ctx.kv.delete(key)))
}
