import type { MailContext } from './mail-context.ts'
import { createLocalMail } from './mail-local.ts'
import { createResendMail } from './mail-resend.ts'
import type { MailPort } from '../services/context/index.ts'
import { MailError } from '../services/mail/index.ts'

/** Where mails go without a provider's account (the sink of `npm start`, else nowhere), and the way to one with it. */
export function createMail(ctx: MailContext): MailPort {
  const { MAIL_SINK_URL: url = '', MAIL_SINK_TOKEN: token = '' } = ctx.variables
  const withAccount: MailPort['withAccount'] = (account) => createResendMail(ctx, account)
  if (url !== '') return { ...createLocalMail(ctx, { url, token }), withAccount }
  return {
    source: 'none',
    withAccount,
    send: () => Promise.reject(new MailError('no mail provider is configured')),
  }
}
