/** What other layers may use of this folder. */
export { audit, type Audited } from './audit.ts'
export { ownAudit, siteAudit } from './read-audit.ts'
