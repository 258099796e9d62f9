import * as v from 'valibot'
import { email } from './fields.ts'

/** What the audit log tells: who did it, from where, to what, stands beside it. */
export const auditKinds = [
  'sign_in',
  'sign_in_refused',
  'session_ended',
  'sessions_ended',
  'password_changed',
  'totp_changed',
  'role_changed',
  'user_changed',
  'user_deleted',
  'settings_changed',
  'node_deleted',
  'node_judged',
  'token_made',
  'token_revoked',
  'exported',
  'imported',
] as const
export type AuditKind = (typeof auditKinds)[number]

/** Entries of one page, unless `limit` says otherwise, and at most. */
export const auditPage = { usual: 50, max: 200 } as const

const auditId = v.pipe(v.string(), v.regex(/^[0-9a-z]{14}$/, 'before 无效'))
const page = {
  kind: v.optional(v.picklist(auditKinds, 'kind 不支持')),
  before: v.optional(auditId),
  limit: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,3}$/, 'limit 无效'),
      v.transform(Number),
      v.minValue(1, 'limit 无效'),
      v.maxValue(auditPage.max, 'limit 无效'),
    ),
  ),
}

/** `GET /api/auth/audit`: what concerns the caller's account. */
export const OwnAuditQuery = v.object(page)
/** `GET /api/system/audit`: of the whole site, or of one account. */
export const AuditQuery = v.object({ ...page, user: v.optional(email) })

export const AuditEntry = v.object({
  id: v.string(),
  at: v.string(),
  kind: v.picklist(auditKinds),
  /** E-mail of who did it; "" for somebody unknown. */
  by: v.string(),
  /** From which address. */
  ip: v.string(),
  /** What it was done to, or with: a name, an e-mail, names of settings, a code. */
  what: v.string(),
})
export type AuditEntry = v.InferOutput<typeof AuditEntry>

export const AuditAnswer = v.object({
  /** Newest first. */
  entries: v.array(AuditEntry),
  /** For `before`, to read on; null = there are no older ones. */
  next: v.nullable(v.string()),
})
