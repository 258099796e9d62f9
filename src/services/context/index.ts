/** What other layers may use of this folder. */
export type { Caller, Deadline, Log, MailAccount, MailPort, ServiceContext, SiteContext } from './context.ts'
