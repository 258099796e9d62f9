/** What other layers may use of this folder. */
export { auditName, type AuditFact } from './audit-keys.ts'
export { listAudit, sweepAudit, writeAudit } from './audit-log.ts'
