import { encode36, minuteMs, decode36 } from '../../domain/values/index.ts'
import type { StoreContext } from '../context/context.ts'
import { downTime } from '../events/event-keys.ts'
import { walkLog } from '../events/walk-log.ts'
import { emptyValue, listPage, mapBounded, pageKeysMax } from '../kv/port.ts'
import {
  auditKeptMs,
  auditKeys,
  auditName,
  ownAuditPrefixOf,
  parseAuditKey,
  siteAuditPrefix,
  type AuditFact,
} from './audit-keys.ts'

const width = 8
const pagesMax = 3

/** Writes an entry: a put for each account concerned and one for the site. Twice is the same as once. */
export async function writeAudit(ctx: Pick<StoreContext, 'kv'>, fact: AuditFact): Promise<void> {
  for (const key of auditKeys(fact)) await ctx.kv.put(key, emptyValue)
}

type AuditQuestion = {
  /** Key of an account; absent = of the site. */
  readonly user?: string
  /** Name of the entry behind which the page begins. */
  readonly before?: string | undefined
  readonly limit: number
  readonly accept?: (fact: AuditFact) => boolean
}

/**
 * Entries of the site or of an account, newest first. A page may be shorter than `limit`, even empty, and yet have a
 * `next`: a question looks at so many keys at most. One list, more where the log is long or little of it is wanted.
 */
export async function listAudit(
  ctx: Pick<StoreContext, 'kv' | 'clock'>,
  { user, before = '', limit, accept = () => true }: AuditQuestion,
): Promise<{ readonly facts: readonly AuditFact[]; readonly next: string | undefined }> {
  const prefix = user === undefined ? siteAuditPrefix : ownAuditPrefixOf(user)
  const facts: AuditFact[] = []
  let after = before
  for (let page = 0; page < pagesMax; page += 1) {
    const part = await walkLog(ctx.kv, prefix, {
      after,
      end: downTime(ctx.clock() - auditKeptMs),
      enough: pageKeysMax,
    })
    facts.push(...part.names.flatMap((name) => parseAuditKey(prefix + name) ?? []).filter(accept))
    if (facts.length > limit || part.reached === undefined) {
      const shown = facts.slice(0, limit)
      const last = shown.at(-1)
      return { facts: shown, next: facts.length > limit && last !== undefined ? auditName(last) : undefined }
    }
    after = part.reached.slice(0, nameChars)
  }
  return { facts, next: after.padEnd(nameChars, 'z') }
}

const nameChars = 14

/** Stretches of almost 17 hours, as the log of events is swept. */
const stretchChars = 3
const stretches = 520
const everyMs = 10 * minuteMs
const deletesMax = 64

/**
 * Deletes entries that are older than 180 days: a page of one stretch a pass, the stretches of the year before that in
 * turn. One list and as many deletions as there are, 192 at most.
 */
export async function sweepAudit(ctx: Pick<StoreContext, 'kv' | 'clock'>): Promise<void> {
  const nowMs = ctx.clock()
  const oldMs = nowMs - auditKeptMs
  const first = decode36(downTime(oldMs).slice(0, stretchChars)) ?? 0
  const turn = Math.floor(nowMs / everyMs)
  const stretch = turn % 2 === 0 ? first : first + (Math.floor(turn / 2) % stretches)
  const { keys } = await listPage(ctx.kv, siteAuditPrefix + encode36(stretch, stretchChars))
  const old = keys.flatMap((key) => parseAuditKey(key) ?? []).filter(({ ms }) => ms < oldMs)
  await mapBounded(old.slice(0, deletesMax), width, async (fact) => {
    for (const key of auditKeys(fact)) await ctx.kv.delete(key)
  })
}
