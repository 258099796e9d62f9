import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../../src/tools/paths.ts'
import { NpmStart, temporaryFolder } from '../support/npm-start.ts'

const run = promisify(execFile)

/** Installs some 600 MB, so only where CI asks for it. */
const wanted = process.env['CI'] === 'true'
if (!wanted) console.log('fresh clone: not tried, it installs 600 MB; CI=true npm test tries it')

test.runIf(wanted)(
  'a fresh clone in an empty HOME answers after npm start as the only command',
  async () => {
    const { folder, remove } = temporaryFolder('fresh-clone-')
    const cwd = path.join(folder, 'clone')
    const home = path.join(folder, 'home')
    mkdirSync(home)
    const environment = Object.entries(process.env).filter(([name]) =>
      /^(?:https?_proxy|no_proxy|npm_config_registry)$/i.test(name),
    )
    const env = Object.fromEntries(environment.map(([name, value]) => [name, value ?? '']))
    await run('git', ['clone', '--quiet', '--no-hardlinks', repositoryRoot, cwd])
    const server = new NpmStart({ dataDir: path.join(folder, 'data'), cwd, home, env })
    try {
      const response = await fetch(`${await server.origin()}/api/system/check-init`)
      expect(await response.json()).toMatchObject({ initialized: false, secret_configured: true })
      const { stdout } = await run('git', ['status', '--porcelain'], { cwd })
      expect(stdout).toBe('')
    } finally {
      server.signalAll('SIGKILL')
      await server.exited
      remove()
    }
  },
  1_800_000,
)
