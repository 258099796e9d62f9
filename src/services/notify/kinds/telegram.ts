import { cutPoints } from '../cut.ts'
import { below, jsonRequest } from '../message.ts'
import { dead, fieldsOf, otherwise, retry, sent } from '../verdict.ts'
import { type Kind, wholeText } from './kind.ts'

const charsMax = 4096

/** Bot API, sendMessage (core.telegram.org/bots/api#sendmessage), without a parse mode: names need no escaping. */
export const telegram: Kind = {
  shown: ['token'],
  request: (message, { credential }) => {
    const { token = '', chat_id, thread_id } = credential
    return jsonRequest(below(credential, 'https://api.telegram.org', `/bot${token}/sendMessage`), {
      chat_id,
      ...(thread_id === undefined ? {} : { message_thread_id: Number(thread_id) }),
      text: cutPoints(wholeText(message), charsMax),
      link_preview_options: { is_disabled: true },
    })
  },
  verdict: (answer) => {
    const { ok, error_code, parameters, description } = fieldsOf(answer)
    if (ok === true) return sent
    if (ok !== false) return otherwise(answer)
    if (error_code === 429) return retry(answer, retryAfterOf(parameters))
    // 401 and 404: the token; 403: the bot was blocked or put out of the group.
    if (error_code === 401 || error_code === 403 || error_code === 404) return dead(answer)
    return /chat not found|group chat was upgraded/i.test(String(description))
      ? dead(answer)
      : otherwise(answer)
  },
}

function retryAfterOf(parameters: unknown): number | undefined {
  if (typeof parameters !== 'object' || parameters === null || !('retry_after' in parameters))
    return undefined
  return Number(parameters.retry_after)
}
