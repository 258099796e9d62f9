/** What other layers may use of this folder. */
export type { Caller, Deadline, DeviceCookies, MailAccount, MailPort, ServiceContext } from './context.ts'
