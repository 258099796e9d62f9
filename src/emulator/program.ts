import { whenStarterEnds } from '../server/starter.ts'
import type { Settings } from './settings.ts'

/** Writes one line for people. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Ends the program with one line instead of a stack. */
export function fail(error: unknown, settings?: Settings): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const address = `${settings?.host}:${settings?.port}`
  if (code === 'EADDRINUSE') console.error(`${address} is taken; choose another port: PORT=8789 npm run edge`)
  else if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
    console.error(`cannot listen on ${address} (${code})`)
  else console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

/** Calls `stop` and ends at Ctrl-C, at SIGTERM, and when the `npm` that started the program is gone. */
export function stopWhenAsked(stop: () => Promise<void>): void {
  let stopping = false
  const end = (): void => {
    if (stopping) process.exit(1)
    stopping = true
    stop().then(() => process.exit(0), fail)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  whenStarterEnds(() => stopping || end())
}
