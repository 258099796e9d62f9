import { buildArtifacts } from '../tools/build.ts'
import { sampleAccounts } from './demo/sample-accounts.ts'
import { startDemo } from './demo/start-demo.ts'
import { fail, print, stopWhenAsked } from './program.ts'
import { readSettings, type Settings } from './settings.ts'

function announce(origin: string): void {
  const { admin, owner } = sampleAccounts
  print('')
  print(`EasyTier node manager with sample data on ${origin}`)
  print(`  owner  ${owner.email}  ${owner.password}`)
  print(`  admin  ${admin.email}  ${admin.password}`)
  print('Ctrl-C stops it and throws its data away.')
}

async function main(): Promise<void> {
  let settings: Settings | undefined
  try {
    settings = readSettings(process.env)
    await buildArtifacts({ ifStale: true, onBuild: () => print('building with edgeone pages build ...') })
    print('inventing 31 nodes and 90 days of their history ...')
    const demo = await startDemo({ settings, print })
    stopWhenAsked(() => demo.stop())
    announce(demo.origin)
  } catch (error) {
    fail(error, settings)
  }
}

await main()
