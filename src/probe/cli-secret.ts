import type { ReadStream } from 'node:tty'

/** More than any secret; who sends more sends something else. */
const pipedCharsMax = 4_096

/** How long a pipe may say nothing. */
const pipedMs = 30_000

/** Asks on the terminal without showing what is typed; null when the asked person gave up (^C, ^D). */
export function askSecret(input: ReadStream, output: NodeJS.WritableStream): Promise<string | null> {
  output.write('network secret: ')
  return new Promise((resolve) => {
    let typed = ''
    const finish = (secret: string | null): void => {
      input.setRawMode(false)
      input.pause()
      input.removeListener('data', onData)
      output.write('\n')
      resolve(secret)
    }
    const onData = (chunk: string): void => {
      for (const key of chunk) {
        if (key === '\r' || key === '\n') {
          finish(typed)
          return
        }
        if (key === '\u0003' || key === '\u0004') {
          finish(null)
          return
        }
        typed = key === '\u007f' || key === '\b' ? [...typed].slice(0, -1).join('') : typed + key
      }
    }
    input.setEncoding('utf8')
    input.setRawMode(true)
    input.on('data', onData)
    input.resume()
  })
}

/** The first line of a pipe or file, without its end; null when there is none, too much of it, or nothing for 30 s. */
export function readSecret(input: NodeJS.ReadableStream): Promise<string | null> {
  return new Promise((resolve) => {
    let read = ''
    const finish = (secret: string | null): void => {
      clearTimeout(timer)
      input.pause()
      for (const event of ['data', 'end', 'error']) input.removeAllListeners(event)
      resolve(secret)
    }
    const timer = setTimeout(finish, pipedMs, null)
    input.setEncoding('utf8')
    input.on('data', (chunk: string) => {
      read += chunk
      const end = read.indexOf('\n')
      if (end >= 0) finish(read.slice(0, end).replace(/\r$/, ''))
      else if (read.length > pipedCharsMax) finish(null)
    })
    input.on('end', () => {
      finish(read === '' ? null : read)
    })
    input.on('error', () => {
      finish(null)
    })
    input.resume()
  })
}
