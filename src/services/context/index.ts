/** What other layers may use of this folder. */
export { siteOrigin } from './origin.ts'
export type {
  Allowance,
  ApiDocument,
  Caller,
  Deadline,
  DeviceCookies,
  LocalChecker,
  Log,
  MailAccount,
  MailPort,
  PublicFetch,
  ServiceContext,
  SiteContext,
} from './context.ts'
export type { Platform, PlatformApis } from './platform.ts'
export { serviceVariables } from './variables.ts'
