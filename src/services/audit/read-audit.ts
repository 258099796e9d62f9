import type * as v from 'valibot'
import { auditPage, type AuditAnswer, type AuditQuery, type OwnAuditQuery } from '../../contract/audit.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireAdmin, requireCaller } from '../context/require.ts'
import { isoTime } from '../../domain/values/index.ts'
import { auditName, listAudit } from '../../store/audit/index.ts'
import { userKey as keyOf } from '../../store/kv/index.ts'

type Answer = v.InferOutput<typeof AuditAnswer>
type Question = v.InferOutput<typeof OwnAuditQuery>

async function page(
  ctx: ServiceContext,
  user: string | undefined,
  { kind, before, limit = auditPage.usual }: Question,
): Promise<Answer> {
  const { facts, next } = await listAudit(ctx, {
    ...(user === undefined ? {} : { user }),
    before,
    limit,
    accept: (fact) => kind === undefined || fact.kind === kind,
  })
  return {
    entries: facts.map((fact) => ({
      id: auditName(fact),
      at: isoTime(fact.ms),
      kind: fact.kind,
      by: fact.email,
      ip: fact.ip,
      what: fact.what,
    })),
    next: next ?? null,
  }
}

/**
 * What concerns the caller's own account, newest first; where others did it (an administrator), without their IP.
 * Throws ServiceError token_missing.
 */
export async function ownAudit(ctx: ServiceContext, question: Question): Promise<Answer> {
  const { userKey, email } = requireCaller(ctx)
  const { entries, next } = await page(ctx, userKey, question)
  return {
    entries: entries.map((entry) => (['', email].includes(entry.by) ? entry : { ...entry, ip: '' })),
    next,
  }
}

/** What was done on the site, or what concerns one account, newest first. Throws ServiceError admin_required. */
export async function siteAudit(
  ctx: ServiceContext,
  { user, ...question }: v.InferOutput<typeof AuditQuery>,
): Promise<Answer> {
  requireAdmin(ctx)
  return page(ctx, user === undefined ? undefined : keyOf(user), question)
}
