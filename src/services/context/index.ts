/** What other layers may use of this folder. */
export type {
  ApiDocument,
  Caller,
  Deadline,
  LocalChecker,
  MailAccount,
  MailPort,
  ServiceContext,
} from './context.ts'
