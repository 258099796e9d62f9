import { writeSync } from 'node:fs'
import { describeFault } from './log.ts'
import { startServer, type RunningServer } from './server.ts'
import { readSettings, type Settings, SettingsError } from './settings.ts'
import { whenStarterEnds } from './starter.ts'
import { codeOf, lineOf, StoreRefused } from './store/errors.ts'

/** Writes to standard output, in order and before it returns; a reader that went away is no fault. */
export function print(text: string): void {
  for (let rest = Buffer.from(text); rest.length > 0;) {
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      if (codeOf(error) === 'EAGAIN') continue
      if (codeOf(error) === 'EPIPE') return
      throw error
    }
  }
}

/** Runs the server of this process: its settings are the environment, its site is in `siteFolder`. */
export async function runServer(siteFolder: string): Promise<void> {
  let settings: Settings | undefined
  try {
    settings = readSettings(process.env)
    const server = await startServer({ settings, siteFolder, write: print })
    process.on('unhandledRejection', (error) => {
      server.log.event('error', 'unhandled_rejection', { failure: describeFault(error) })
    })
    stopWhenAsked(() => server.stop())
    announce(server)
  } catch (error) {
    fail(error, settings)
  }
}

function announce({ origin, newSecret, log }: RunningServer): void {
  if (newSecret !== undefined) {
    const body = JSON.stringify({
      jwt_secret: newSecret,
      email: 'admin@example.com',
      password: 'admin123456',
    })
    log.say(`made a JWT_SECRET, kept in the data folder and shown only now: ${newSecret}`)
    log.say('create the super admin (put your own address and password in):')
    log.say(`  curl -X POST ${origin}/api/system/initialize -H 'Content-Type: application/json' -d '${body}'`)
  }
  log.say(`EasyTier node manager on ${origin}`)
}

/**
 * Stops at Ctrl-C, at SIGTERM, and when the `npm` that started the program is gone; asked again, it ends at once.
 * SIGHUP is left to the system, so that `nohup` does what it says.
 */
export function stopWhenAsked(stop: () => Promise<void>): void {
  let isStopping = false
  const end = (): void => {
    if (isStopping) process.exit(1)
    isStopping = true
    stop().then(() => process.exit(0), fail)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end)
  whenStarterEnds(() => isStopping || end())
}

/** Ends the program with one line instead of a stack, unless it is a bug. */
export function fail(error: unknown, settings?: Pick<Settings, 'host' | 'port'>): never {
  const code = codeOf(error)
  const address = `${settings?.host}:${settings?.port}`
  if (code === 'EADDRINUSE') console.error(`${address} is taken; choose another port: PORT=8789 npm start`)
  else if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
    console.error(`cannot listen on ${address} (${code})`)
  else if (error instanceof SettingsError || error instanceof StoreRefused) console.error(error.message)
  else console.error(error instanceof Error ? (error.stack ?? error.message) : lineOf(error))
  process.exit(1)
}
