import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startServer } from '../../server/server.ts'
import type { Settings } from '../../server/settings.ts'
import { serverFolder } from '../paths.ts'
import { reportLive } from './live-reports.ts'
import { saveKv } from './save.ts'
import { seedDemo, type SeededNode, type SeedOptions } from './seed.ts'

export interface Demo {
  origin: string
  nodes: readonly SeededNode[]
  /** Where its throw-away data is. */
  dataDir: string
  /** Ends it and removes its data. */
  stop: () => Promise<void>
}

export type DemoOptions = {
  readonly settings: Settings
  readonly write: (text: string) => void
  readonly seed?: Omit<SeedOptions, 'secret' | 'nowMs'>
}

/** Serves the built site with invented data in a folder of its own, which `stop` removes. */
export async function startDemo({ settings, write, seed = {} }: DemoOptions): Promise<Demo> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'easytier-demo-'))
  const remove = (): void => rmSync(dataDir, { recursive: true, force: true })
  // A second Ctrl-C ends the process at once, and `npm` may pass one on twice.
  process.once('exit', remove)
  try {
    const secret = randomBytes(32).toString('hex')
    const nowMs = Date.now()
    const { kv, nodes } = await seedDemo({ ...seed, secret, nowMs })
    await saveKv(kv, dataDir)
    const variables = { ...settings.variables, JWT_SECRET: secret, CHECK_ROUNDS: 'off' }
    const own = { ...settings, dataDir, databaseUrl: undefined, variables }
    const server = await startServer({ settings: own, siteFolder: serverFolder, write })
    const stopReports = reportLive(server.origin, nodes, nowMs, (line) => server.log.say(line))
    const stop = async (): Promise<void> => {
      stopReports()
      await server.stop()
      remove()
      process.off('exit', remove)
    }
    return { origin: server.origin, nodes, dataDir, stop }
  } catch (error) {
    remove()
    process.off('exit', remove)
    throw error
  }
}
