import { print, stopWhenAsked, fail } from '../../server/program.ts'
import { readSettings, type Settings } from '../../server/settings.ts'
import { buildServer } from '../build-server.ts'
import { sampleAccounts } from './sample-accounts.ts'
import { startDemo } from './start-demo.ts'

function announce(origin: string): void {
  const { admin, owner } = sampleAccounts
  print(
    `\nEasyTier node manager with sample data on ${origin}\n` +
      `  owner  ${owner.email}  ${owner.password}\n` +
      `  admin  ${admin.email}  ${admin.password}\n` +
      'Ctrl-C stops it and throws its data away.\n',
  )
}

async function main(): Promise<void> {
  let settings: Settings | undefined
  try {
    settings = readSettings({ LOG_LEVEL: 'warn', ...process.env })
    await buildServer({ ifStale: true, onBuild: () => print('building the pages and the server ...\n') })
    print('inventing 31 nodes and 90 days of their history ...\n')
    const demo = await startDemo({ settings, write: print })
    stopWhenAsked(() => demo.stop())
    announce(demo.origin)
  } catch (error) {
    fail(error, settings)
  }
}

await main()
