import { parseJson } from '../contract/json.ts'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'

const mailBytesMax = 1_000_000

interface Mail {
  to: string
  subject: string
  text: string
}

export interface MailSink {
  /** `MAIL_SINK_URL` and `MAIL_SINK_TOKEN` for the edge. */
  env: Record<string, string>
  stop: () => Promise<void>
}

/**
 * Takes the mails of a server that has no mail provider: `POST` with header `x-mail-sink: <token>` and a JSON body
 * `{to, subject, text}`; each is printed and kept as a text file in the folder.
 */
export async function startMailSink(folder: string, print: (text: string) => void): Promise<MailSink> {
  const token = randomBytes(24).toString('hex')
  let count = 0
  const server = createServer((request, response) => {
    const keep = async (): Promise<void> => {
      if (request.headers['x-mail-sink'] !== token) return void response.writeHead(403).end()
      const mail = parseMail(await readBody(request))
      if (!mail) return void response.writeHead(400).end()
      count += 1
      const file = path.join(folder, `${new Date().toISOString().replaceAll(':', '-')}-${count}.txt`)
      const text = `To: ${mail.to}\nSubject: ${mail.subject}\n\n${mail.text}\n`
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(file, text, { mode: 0o600 })
      print(`--- mail, kept as ${file}\n${text}---`)
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    }
    keep().catch((error: unknown) => {
      print(`mail not kept: ${String(error)}`)
      response.writeHead(500).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    env: { MAIL_SINK_URL: url, MAIL_SINK_TOKEN: token },
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length
    if (bytes > mailBytesMax) throw new Error('mail too large')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseMail(body: string): Mail | undefined {
  const mail = parseJson(body)
  if (
    typeof mail !== 'object' ||
    mail === null ||
    !('to' in mail) ||
    !('subject' in mail) ||
    !('text' in mail)
  ) {
    return undefined
  }
  const { to, subject, text } = mail
  if (typeof to !== 'string' || typeof subject !== 'string' || typeof text !== 'string') return undefined
  return { to, subject, text }
}
