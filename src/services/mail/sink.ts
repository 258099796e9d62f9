import { MailError, postMail, type MailContext } from './post-mail.ts'
import type { MailPort } from '../context/context.ts'

/** Mails to the loopback sink of `npm start`, which prints them and keeps them under `DATA_DIR/mail`. */
export function createSinkMail(
  ctx: MailContext,
  sink: { readonly url: string; readonly token: string },
): MailPort {
  return {
    source: 'local',
    send: async ({ to, subject, text }) => {
      const answer = await postMail(ctx, sink.url, { 'x-mail-sink': sink.token }, { to, subject, text })
      if (!answer.ok) throw new MailError(`mail sink: HTTP ${answer.status}`)
    },
  }
}
