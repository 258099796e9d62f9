/** What other layers may use of this folder. */
export type { Caller, Deadline, MailAccount, MailPort, ServiceContext } from './context.ts'
