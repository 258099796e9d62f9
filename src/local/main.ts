import { buildArtifacts } from '../tools/build.ts'
import { whenStarterEnds } from './starter.ts'
import { startLocalServer, type LocalServer } from './local-server.ts'
import { readSettings, type Settings } from './settings.ts'

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Ends the program with one line instead of a stack. */
function fail(error: unknown, settings?: Settings): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const address = `${settings?.host}:${settings?.port}`
  if (code === 'EADDRINUSE') console.error(`${address} is taken; choose another port: PORT=8789 npm start`)
  else if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
    console.error(`cannot listen on ${address} (${code})`)
  else console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

function announce({ origin, newSecret }: LocalServer): void {
  if (newSecret !== undefined) {
    const body = JSON.stringify({
      jwt_secret: newSecret,
      email: 'admin@example.com',
      password: 'admin123456',
    })
    print(`made a JWT_SECRET, kept in the data folder and shown only now: ${newSecret}`)
    print('create the super admin (put your own address and password in):')
    print(`  curl -X POST ${origin}/api/system/initialize -H 'Content-Type: application/json' -d '${body}'`)
  }
  print(`EasyTier node manager on ${origin}`)
}

/** Stops the server at Ctrl-C, at SIGTERM, and when the `npm` that started it is gone. */
function stopWhenAsked(server: LocalServer): void {
  let stopping = false
  const stop = (): void => {
    if (stopping) process.exit(1)
    stopping = true
    server.stop().then(() => process.exit(0), fail)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  whenStarterEnds(() => stopping || stop())
}

async function main(): Promise<void> {
  let settings: Settings | undefined
  try {
    settings = readSettings(process.env)
    await buildArtifacts({ ifStale: true, onBuild: () => print('building with edgeone pages build ...') })
    const server = await startLocalServer(settings, print)
    stopWhenAsked(server)
    announce(server)
  } catch (error) {
    fail(error, settings)
  }
}

await main()
