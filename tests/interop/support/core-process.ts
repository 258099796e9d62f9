import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** Programs that a test has started and not yet ended. */
const running = new Set<ChildProcess>()

/** All that a program prints, without colours; the pipe never fills up. `onLine` gets each whole line of standard output. */
export function collect(child: ChildProcess, onLine?: (line: string) => void): () => string {
  running.add(child)
  child.once('exit', () => running.delete(child))
  let text = ''
  let rest = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine?.(withoutColours(line))
  })
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return () => withoutColours(text)
}

const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

function withoutColours(text: string): string {
  return text.replaceAll(colours, '')
}

/** Ends what is left, after a test that failed half-way. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map(end))
}

export function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

/** Kills it outright, unless it has ended. */
export async function end(child: ChildProcess): Promise<void> {
  if (!isAlive(child)) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

/** Asks again and again until it is so; throws after `patienceMs`. */
export async function until(
  what: string,
  patienceMs: number,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + patienceMs
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs} ms in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
