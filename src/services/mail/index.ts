/** What other layers may use of this folder. */
export { createMail, type MailSink } from './create-mail.ts'
export { MailError } from './post-mail.ts'
