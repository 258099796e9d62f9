import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { systemSockets } from '../../src/probe/dial-tcp.ts'
import { ask } from './support/ask.ts'
import { until } from './support/core-process.ts'
import { startNode } from './support/node.ts'
import { withCores } from './support/scene.ts'

const run = promisify(execFile)

/** Complaints in a node's log. */
function complaints(log: string): string[] {
  return log.split('\n').filter((line) => /error|panic|\bwarn/i.test(line))
}

withCores((core, place) => {
  describe(core.version, () => {
    test('100 probes in a row leave no trace', async () => {
      const node = await startNode(core, place())
      for (let i = 0; i < 100; i += 1) {
        const scheme = (['tcp', 'ws', 'wss'] as const)[i % 3] ?? 'tcp'
        const result = await ask(node.url(scheme))
        expect(result).toMatchObject({ is_online: true, connection_count: 0, warnings: [] })
      }
      expect(node.alive()).toBe(true)
      // peers that left are swept every few seconds
      await until('the peer list to be empty', 30_000, async () => {
        return (await node.peers()).every(({ reach }) => reach === 'self')
      })
      expect(complaints(node.log())).toEqual([])
      await node.kill()
    })

    test('three probes at once, each in a process of its own', async () => {
      const node = await startNode(core, place())
      const probes = [1, 2, 3].map(async () => {
        const { stdout } = await run(
          process.execPath,
          ['--import', 'tsx', 'src/probe/cli.ts', node.url('tcp'), '--network', 'net', '--json'],
          { env: { ...process.env, EASYTIER_SECRET: 'secret' } },
        )
        return JSON.parse(stdout) as Record<string, unknown>
      })
      const overOthers = [ask(node.url('tcp')), ask(node.url('ws')), ask(node.url('wss'))]
      for (const result of await Promise.all([...probes, ...overOthers])) {
        expect(result).toMatchObject({ is_online: true, connection_count: 0, code: 'ok', warnings: [] })
      }
      expect(complaints(node.log())).toEqual([])
      await node.kill()
    })

    test('a node that dies during a probe and comes back', async () => {
      const node = await startNode(core, place())
      const { port } = node
      expect((await ask(node.url('tcp'))).is_online).toBe(true)

      let killed: Promise<void> | undefined
      const result = await ask(
        node.url('tcp'),
        {},
        {
          sockets(to) {
            const socket = systemSockets(to)
            // its first answer is its last
            socket.prependOnceListener('data', () => {
              killed ??= node.kill()
            })
            return socket
          },
        },
      )
      await killed
      expect(node.alive()).toBe(false)
      if (result.is_online) expect(result.warnings).toContain('dropped')
      else expect(['secure_mode_required', 'dropped', 'closed_no_response']).toContain(result.code)
      expect((await ask(node.url('tcp'))).code).toBe('refused')

      const again = await startNode(core, place(), {}, port)
      expect(await ask(again.url('tcp'))).toMatchObject({ is_online: true, code: 'ok', warnings: [] })
      await again.kill()
    })
  })
})
