import { describe, expect, test } from 'vitest'
import { ask } from './support/ask.ts'
import { until } from './support/core-process.ts'
import { startNode, startPeer, type RealNode } from './support/node.ts'
import { withCores } from './support/scene.ts'

/** What the node itself tells; probes have ids of their own range, and no name. */
async function listed(node: RealNode): Promise<{ direct: number; foreign: number }> {
  const [peers, foreign] = await Promise.all([node.peers(), node.foreign()])
  const ids = foreign.map(({ peerId }) => Number(peerId)).filter((id) => id < 0xffe70000 || id > 0xffe7ffff)
  return {
    direct: peers.filter(({ reach, hostname }) => reach === 'direct' && hostname !== '').length,
    foreign: new Set(ids).size,
  }
}

withCores((core, place, cores) => {
  describe.concurrent(core.version, () => {
    test.each(cores)(
      '2 direct and 3 foreign peers of $version are counted as the core tells them',
      async (theirs) => {
        const node = await startNode(core, place())
        const networks = [
          { name: 'net', secret: 'secret', hostname: 'direct-1' },
          { name: 'net', secret: 'secret', hostname: 'direct-2' },
          { name: 'f1', secret: 's1', hostname: 'foreign-1' },
          { name: 'f1', secret: 's1', hostname: 'foreign-2' },
          { name: 'f2', secret: 's2', hostname: 'foreign-3' },
        ]
        await Promise.all(networks.map((network) => startPeer(theirs, place(), node, network)))

        await until('the core to show 2 direct and 3 foreign peers', 90_000, async () => {
          const { direct, foreign } = await listed(node)
          return direct === 2 && foreign === 3
        })
        // the node puts foreign peers into its route data every 10 s
        await until('the route data to tell them too', 60_000, async () => {
          const { connection_count } = await ask(node.url('tcp'))
          return connection_count === 5
        })
        const schemes = ['tcp', 'ws', 'wss'] as const
        // two of each at once have one id: the main branch tells all to one of them only, and the other asks again
        const all = core.kind === 'main' ? [...schemes, ...schemes] : schemes
        const over = await Promise.all(all.map((scheme) => ask(node.url(scheme))))
        expect(await listed(node)).toEqual({ direct: 2, foreign: 3 })
        for (const result of over) {
          expect(result).toMatchObject({
            is_online: true,
            connection_count: 5,
            direct_peer_count: 2,
            foreign_peer_count: 3,
            foreign_network_count: 2,
            warnings: [],
          })
        }

        const asMember = await ask(node.url('tcp'), { name: 'f1', secret: 's1' })
        expect(asMember).toMatchObject({ is_online: true, mode: 'foreign', connection_count: 2 })
      },
    )
  })
})
