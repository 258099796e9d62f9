import type { ReadStream } from 'node:tty'

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
