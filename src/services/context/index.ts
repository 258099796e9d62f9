/** What other layers may use of this folder. */
export type {
  ApiDocument,
  Caller,
  Deadline,
  LocalChecker,
  Log,
  MailAccount,
  MailPort,
  ServiceContext,
  SiteContext,
} from './context.ts'
