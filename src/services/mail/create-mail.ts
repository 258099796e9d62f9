import { MailError, type MailContext } from './post-mail.ts'
import { createResendMail } from './resend.ts'
import { createSinkMail } from './sink.ts'
import type { MailPort } from '../context/context.ts'

/** A loopback endpoint that takes mails instead of a provider, on one machine without one. */
export type MailSink = { readonly url: string; readonly token: string }

/** Where mails go without a provider's account (the sink, else nowhere), and the way to the provider with one. */
export function createMail(ctx: MailContext, sink?: MailSink): MailPort {
  const withAccount: MailPort['withAccount'] = (account) => createResendMail(ctx, account)
  if (sink !== undefined) return { ...createSinkMail(ctx, sink), withAccount }
  return {
    source: 'none',
    withAccount,
    send: () => Promise.reject(new MailError('no mail provider is configured')),
  }
}
