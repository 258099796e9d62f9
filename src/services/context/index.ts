/** What other layers may use of this folder. */
export { parseOrigin, siteOrigin } from './origin.ts'
export type { Caller, Deadline, DeviceCookies, MailAccount, MailPort, ServiceContext } from './context.ts'
