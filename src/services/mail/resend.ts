import { parseJson } from '../../contract/json.ts'
import { hashToken } from '../../auth/secrets.ts'
import { MailError, postMail, type MailContext, type PostAnswer } from './post-mail.ts'
import type { MailAccount, MailPort } from '../context/context.ts'

const endpoint = 'https://api.resend.com/emails'
const reasonCharsMax = 300

/**
 * Mails through Resend's HTTP API (resend.com/docs/api-reference/emails/send-email). The same mail sent twice within
 * 24 hours goes out once, by its Idempotency-Key.
 */
export function createResendMail(ctx: MailContext, { apiKey, from, source }: MailAccount): MailPort {
  return {
    source,
    send: async ({ to, subject, text }) => {
      const body = { from, to: [to], subject, text }
      const headers = {
        authorization: `Bearer ${apiKey}`,
        'idempotency-key': hashToken(JSON.stringify(body)),
      }
      const answer = await postMail(ctx, endpoint, headers, body)
      if (!answer.ok) throw new MailError(describe(answer).replaceAll(apiKey, '********'))
    },
  }
}

/** Resend's own words: `{"name": "...", "message": "..."}`. */
function describe({ status, text }: PostAnswer): string {
  return `Resend: HTTP ${status}: ${readMessage(text).slice(0, reasonCharsMax)}`
}

function readMessage(text: string): string {
  const value = parseJson(text)
  return typeof value === 'object' && value !== null && 'message' in value ? String(value.message) : text
}
