import { once } from 'node:events'
import net from 'node:net'

/** Answers of one connection, as they came. */
export type RawAnswer = { readonly status: number; readonly head: string; readonly body: string }

/** Opens a connection, writes the bytes and reads until the other end closes or `isEnough` says so. */
export async function sendRaw(
  port: number,
  bytes: string | Buffer,
  isEnough: (text: string) => boolean = () => false,
  host = '127.0.0.1',
): Promise<string> {
  const socket = net.connect(port, host)
  let text = ''
  const done = new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      if (isEnough(text)) resolve()
    })
    socket.on('close', () => resolve())
    socket.on('error', (error: NodeJS.ErrnoException) =>
      // The server may close while we still write.
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve() : reject(error),
    )
  })
  await once(socket, 'connect')
  socket.write(bytes)
  await done
  socket.destroy()
  return text
}

/** Splits what came into answers by their Content-Length. */
export function answersOf(text: string): RawAnswer[] {
  const answers: RawAnswer[] = []
  for (let rest = Buffer.from(text); rest.length > 0;) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) break
    const head = rest.subarray(0, end).toString('utf8')
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1])
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0)
    answers.push({ status, head, body: rest.subarray(end + 4, end + 4 + length).toString('utf8') })
    rest = rest.subarray(end + 4 + length)
  }
  return answers
}

/** One request in text and the first answer. */
export async function ask(port: number, request: string): Promise<RawAnswer> {
  const [answer] = answersOf(await sendRaw(port, request))
  if (answer === undefined) throw new Error(`no answer to ${request.slice(0, 100)}`)
  return answer
}
