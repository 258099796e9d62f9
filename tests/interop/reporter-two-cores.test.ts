import { execFile } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../../src/tools/paths.ts'
import { temporaryFolder } from '../support/npm-start.ts'
import { until } from './support/core-process.ts'
import type { ProgramCore } from './support/cores.ts'
import type { Namespaces } from './support/namespaces.ts'
import { startNode, startPeer } from './support/node.ts'
import { startCore } from './support/running-core.ts'
import { withCores } from './support/scene.ts'

const run = promisify(execFile)
const script = path.join(repositoryRoot, 'public/reporter.sh')

type Looked = Readonly<
  Record<'status' | 'pid' | 'connections' | 'version' | 'why' | 'found' | 'warning', string>
>

/** What the script finds in a network, by these settings. */
async function look(
  core: ProgramCore,
  where: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<Looked> {
  const [program = '', ...prefix] = where
  const said = `. '${script}'; settings any; now; look; echo "$STATUS|$PID|$COUNT|$VERSION|$WHY|$FOUND|$WARN"`
  const { stdout } = await run(program, [...prefix, 'sh', '-c', said], {
    timeout: 60_000,
    env: {
      PATH: process.env['PATH'] ?? '',
      ET_LIB: '1',
      ET_DIR: '/nonexistent',
      ET_CLI: core.cli,
      ...settings,
    },
  })
  const [status = '', pid = '', connections = '', version = '', why = '', found = '', warning = ''] = stdout
    .trim()
    .split('|')
  return { status, pid, connections, version, why, found, warning }
}

withCores((core, place) => {
  // The main branch comes as a library, without the program that the script asks.
  if (core.kind !== 'program') return
  test(`${core.version}: of two cores here and one in another network the named one is judged, each way round`, async () => {
    const { folder, remove } = temporaryFolder('interop-two-')
    /** The same program in a place of its own: a path that tells it from others. */
    const at = (name: string): ProgramCore => {
      mkdirSync(path.join(folder, name))
      symlinkSync(core.core, path.join(folder, name, 'easytier-core'))
      return { ...core, core: path.join(folder, name, 'easytier-core') }
    }
    const [left, right, away] = [at('left'), at('right'), at('away')]
    const here = place()
    const elsewhere: Namespaces = { ...here, nodes: here.peers }
    try {
      const [a, b] = [await startNode(left, here), await startNode(right, here)]
      await startNode(away, elsewhere)
      for (const hostname of ['one', 'two']) {
        await startPeer(core, here, b, { name: 'net', secret: 'secret', hostname })
      }
      await until(
        'both peers to be shown',
        60_000,
        async () => (await b.peers()).filter(({ reach }) => reach === 'direct').length === 2,
      )
      const rpc = ({ portal }: typeof a): string => portal

      const byAddress = {
        a: await look(core, here.nodes, { ET_RPC: rpc(a) }),
        b: await look(core, here.nodes, { ET_RPC: rpc(b) }),
      }
      expect(byAddress.a).toMatchObject({ status: 'online', connections: '0' })
      expect(byAddress.b).toMatchObject({ status: 'online', connections: '2' })
      expect(byAddress.a.version).toContain(core.version)
      expect(byAddress.a.found).toContain(`${byAddress.b.pid} here`)
      expect(byAddress.b.found).toContain(`${byAddress.a.pid} here`)
      expect(byAddress.a.found).toContain('in another network')

      const byPath = {
        a: await look(core, here.nodes, { ET_CORE: left.core }),
        b: await look(core, here.nodes, { ET_CORE: right.core }),
      }
      expect(byPath.a).toMatchObject({ status: 'online', pid: byAddress.a.pid, connections: '0' })
      expect(byPath.b).toMatchObject({ status: 'online', pid: byAddress.b.pid, connections: '2' })
      // the one elsewhere is running, but not for this network
      const gone = await look(core, here.nodes, { ET_CORE: away.core })
      expect(gone).toMatchObject({ status: 'offline', pid: '', connections: '' })
      expect(gone.why).toContain('in another network')

      await a.kill()
      expect(await look(core, here.nodes, { ET_RPC: rpc(a) })).toMatchObject({
        status: 'offline',
        pid: '',
        connections: '',
      })
      expect(await look(core, here.nodes, { ET_CORE: left.core })).toMatchObject({
        status: 'offline',
        pid: '',
        connections: '',
      })
      expect(await look(core, here.nodes, { ET_RPC: rpc(b) })).toMatchObject({
        status: 'online',
        connections: '2',
      })
      await b.kill()
      expect(await look(core, here.nodes, { ET_RPC: rpc(b) })).toMatchObject({ status: 'offline' })
    } finally {
      remove()
    }
  })

  test(`${core.version}: a core that listens on 127.0.0.1 alone is online, with a warning`, async () => {
    const here = place()
    const listeners = ['tcp://127.0.0.1:15778', 'udp://127.0.0.1:15778']
    const node = await startCore(core, here.nodes, {
      name: 'net',
      secret: 'secret',
      hostname: 'inward',
      listeners,
    })
    const { status, warning } = await look(core, here.nodes, { ET_RPC: node.portal })
    expect(status).toBe('online')
    expect(warning).toContain('easytier-core listens on 127.0.0.1 only')
    await node.kill()
  })
})
