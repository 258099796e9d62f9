import { cutPoints } from '../cut.ts'
import { jsonRequest } from '../message.ts'
import { dead, fieldsOf, otherwise, retry, sent } from '../verdict.ts'
import { type Kind, wholeText } from './kind.ts'

const discordCharsMax = 2000
const slackCharsMax = 30_000
const gone = [401, 403, 404, 410]

/** discord.com/developers/docs/resources/webhook#execute-webhook; `wait` so that what was refused says so. */
export const discord: Kind = {
  shown: ['url'],
  request: (message, { credential }) => {
    const url = credential['url'] ?? ''
    return jsonRequest(`${url}${url.includes('?') ? '&' : '?'}wait=true`, {
      content: cutPoints(wholeText(message), discordCharsMax),
      allowed_mentions: { parse: [] },
    })
  },
  verdict: (answer) => {
    const fields = fieldsOf(answer)
    if (answer.status === 200 && typeof fields['id'] === 'string') return sent
    if (gone.includes(answer.status)) return dead(answer)
    return answer.status === 429
      ? retry(answer, Number(fields['retry_after'] ?? answer.retryAfterS))
      : otherwise(answer)
  },
}

/** docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export const slack: Kind = {
  shown: ['url'],
  request: (message, { credential }) =>
    jsonRequest(credential['url'] ?? '', {
      text: cutPoints(escapeSlack(wholeText(message)), slackCharsMax),
    }),
  verdict: (answer) => {
    if (answer.status === 200 && answer.body.trim() === 'ok') return sent
    return gone.includes(answer.status) ? dead(answer) : otherwise(answer)
  },
}

/** Else a name could be a link or call everybody. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
