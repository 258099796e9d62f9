import { cutBytes, cutPoints } from '../cut.ts'
import { below, jsonRequest } from '../message.ts'
import { byCode, dead, fieldsOf, otherwise, quotaS, retry, sent } from '../verdict.ts'
import type { Kind } from './kind.ts'

/** Push to a phone by a server that one can run oneself. */

const titleCharsMax = 100
const barkCharsMax = 3000
const ntfyBytesMax = 4096
const gotifyCharsMax = 30_000

/** bark.day.app; the key in the body and not in the path, so that no log of a proxy has it. */
export const bark: Kind = {
  shown: ['device_key'],
  request: (message, { credential }) =>
    jsonRequest(below(credential, 'https://api.day.app', '/push'), {
      device_key: credential['device_key'],
      title: cutPoints(message.title, titleCharsMax),
      body: cutPoints(message.text, barkCharsMax),
      group: 'EasyTier',
      level: message.isUrgent ? 'timeSensitive' : 'active',
      url: message.url,
    }),
  verdict: (answer) => {
    const code = fieldsOf(answer)['code']
    // A key or phone that is gone must not be tried again: a thousand errors ban the address of the whole site.
    const isKey = /device token|devicetoken|device key|unregistered/i.test(answer.body)
    if (typeof code === 'number' && code !== 200 && isKey) return dead(answer)
    return byCode(answer, code, { sent: [200] })
  },
}

/** docs.ntfy.sh/publish, as JSON to the root of the server. */
export const ntfy: Kind = {
  shown: ['token', 'topic'],
  perDay: 250,
  request: (message, { credential }) => {
    const { topic, token } = credential
    const scheme = token?.includes(':') === true ? `Basic ${base64(token)}` : `Bearer ${token}`
    return jsonRequest(
      below(credential, 'https://ntfy.sh', '/'),
      {
        topic,
        title: cutPoints(message.title, titleCharsMax),
        message: cutBytes(message.text, ntfyBytesMax),
        priority: message.isUrgent ? 4 : 3,
        tags: [message.isUrgent ? 'warning' : 'information_source'],
        click: message.url,
      },
      token === undefined ? {} : { authorization: scheme },
    )
  },
  verdict: (answer) => {
    const { id, code } = fieldsOf(answer)
    if (answer.status === 200 && typeof id === 'string') return sent
    if (code === 42908) return retry(answer, quotaS)
    return answer.status === 401 || answer.status === 403 ? dead(answer) : otherwise(answer)
  },
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

/** gotify.net/docs/pushmsg */
export const gotify: Kind = {
  shown: ['token'],
  request: (message, { credential }) =>
    jsonRequest(
      below(credential, '', '/message'),
      {
        title: cutPoints(message.title, titleCharsMax),
        message: cutPoints(message.text, gotifyCharsMax),
        priority: message.isUrgent ? 8 : 4,
      },
      { 'X-Gotify-Key': credential['token'] ?? '' },
    ),
  verdict: (answer) => {
    if (answer.status === 200 && typeof fieldsOf(answer)['id'] === 'number') return sent
    return answer.status === 401 || answer.status === 403 ? dead(answer) : otherwise(answer)
  },
}
