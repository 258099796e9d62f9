import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'

/** What a place asks of its site. */
export type Sent = {
  readonly method?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal: AbortSignal
}

/** What of an answer it looks at; a Response is one. */
export type Answered = {
  readonly status: number
  readonly ok: boolean
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
}

/** Sends a request. A redirection is not followed: the key is for one host. Rejects when nothing comes in time. */
export type Send = (url: string, sent: Sent) => Promise<Answered>

/** Bytes of an answer that are read. */
const answerBytesMax = 8_000_000

/** Over Node's own HTTP: `fetch` would take 35 MB more, twice what all the rest does. */
export const sendPlainly: Send = (url, { method = 'GET', headers, body, signal }) => {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const request = send(url, { method, signal, headers }, (response) => {
      textOf(response).then((text) => resolve(answerOf(response, text)), reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of response) {
    const chunk = part as Buffer
    bytes += chunk.length
    if (bytes > answerBytesMax) throw new Error('the answer is too long')
    parts.push(chunk)
  }
  return Buffer.concat(parts).toString('utf8')
}

function answerOf({ statusCode: status = 0, headers }: IncomingMessage, text: string): Answered {
  return {
    status,
    ok: status >= 200 && status < 300,
    headers: {
      get: (name) => {
        const value = headers[name.toLowerCase()]
        return value === undefined ? null : String(value)
      },
    },
    text: async () => text,
  }
}
