/** What other layers may use of this folder. */
export { MailError } from './mail-error.ts'
