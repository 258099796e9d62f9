import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { vi } from 'vitest'
import { patienceMs } from './browser.ts'
import { linkToken, type MailCall } from './mail-provider.ts'

/** A provider that a server started by `npm start` sends its mails to. */
export type MailProviderServer = {
  /** Variables of the server: its key and sender, and the way here. */
  readonly env: Readonly<Record<string, string>>
  readonly calls: MailCall[]
  /** From now on mails are refused with these words; undefined takes them again. */
  readonly refuse: (message: string | undefined) => void
  /** The token in the link of a mail to an address, counted from 0, when it is there. */
  readonly token: (to: string, at: number) => Promise<string>
  readonly stop: () => Promise<void>
}

async function read(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

/** Starts it on a free port. */
export async function startMailProvider(): Promise<MailProviderServer> {
  const calls: MailCall[] = []
  let refusal: string | undefined
  const server = createServer((request, response) => {
    void read(request).then((text) => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      )
      calls.push({ url: request.url ?? '', headers, body: JSON.parse(text) })
      const [status, answer] = refusal === undefined ? [200, { id: '1' }] : [403, { message: refusal }]
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    env: {
      RESEND_API_KEY: 're_the_key_of_the_tests',
      MAIL_FROM: 'EasyTier <noreply@example.org>',
      NODE_OPTIONS: `--import=${path.join(import.meta.dirname, 'to-mail-provider.mjs')}`,
      TEST_MAIL_PROVIDER: `http://127.0.0.1:${port}`,
    },
    calls,
    refuse: (message) => {
      refusal = message
    },
    token: (to, at) =>
      vi.waitUntil(
        () => {
          const mail = calls.filter(({ body }) => String(body['to']) === to)[at]
          return mail === undefined ? undefined : linkToken(mail.body['text'])
        },
        { timeout: patienceMs, interval: 50 },
      ),
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
