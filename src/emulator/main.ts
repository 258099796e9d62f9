import { buildArtifacts } from '../tools/build.ts'
import { startLocalServer, type LocalServer } from './local-server.ts'
import { fail, print, stopWhenAsked } from './program.ts'
import { readSettings, type Settings } from './settings.ts'

function announce({ origin, newSecret }: LocalServer): void {
  print(
    'This emulates EdgeOne, for tests of what its CLI emits, on this machine alone; npm start is the server.',
  )
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

async function main(): Promise<void> {
  let settings: Settings | undefined
  try {
    settings = readSettings(process.env)
    await buildArtifacts({ ifStale: true, onBuild: () => print('building with edgeone pages build ...') })
    const server = await startLocalServer(settings, print)
    stopWhenAsked(() => server.stop())
    announce(server)
  } catch (error) {
    fail(error, settings)
  }
}

await main()
