import { describe, expect, test } from 'vitest'
import { ask } from './support/ask.ts'
import { startNode, startPeer, until, type RealNode } from './support/node.ts'
import { withCores } from './support/scene.ts'

/** Rows of a table that `easytier-cli peer` prints, without the head and the node's own row. */
function peersListed(table: string): number {
  const rows = table.split('\n').filter((line) => /^[│|]/.test(line.trim()))
  return rows.filter((line) => !/\bhostname\b|\bLocal\b|^[-| ]+$/.test(line)).length
}

/** Foreign peers that `easytier-cli peer list-foreign` prints; probes have ids of their own range. */
function foreignListed(text: string): number {
  const ids = [...text.matchAll(/\bpeer_id: (\d+)/g)].map(([, id]) => Number(id))
  return new Set(ids.filter((id) => id < 0xffe70000 || id > 0xffe7ffff)).size
}

async function listed(node: RealNode): Promise<{ direct: number; foreign: number }> {
  const [peers, foreign] = await Promise.all([node.cli('peer'), node.cli('peer', 'list-foreign')])
  return { direct: peersListed(peers), foreign: foreignListed(foreign) }
}

withCores((core, place) => {
  describe.concurrent(core.version, () => {
    test('2 direct and 3 foreign peers are counted as easytier-cli prints them', async () => {
      const node = await startNode(core, place())
      const networks = [
        { name: 'net', secret: 'secret', hostname: 'direct-1' },
        { name: 'net', secret: 'secret', hostname: 'direct-2' },
        { name: 'f1', secret: 's1', hostname: 'foreign-1' },
        { name: 'f1', secret: 's1', hostname: 'foreign-2' },
        { name: 'f2', secret: 's2', hostname: 'foreign-3' },
      ]
      await Promise.all(networks.map((network) => startPeer(core, place(), node, network)))

      await until('easytier-cli to show 2 direct and 3 foreign peers', 90_000, async () => {
        const { direct, foreign } = await listed(node)
        return direct === 2 && foreign === 3
      })
      // the node puts foreign peers into its route data every 10 s
      await until('the route data to tell them too', 60_000, async () => {
        const { connection_count } = await ask(node.url('tcp'))
        return connection_count === 5
      })
      const over = await Promise.all((['tcp', 'ws', 'wss'] as const).map((scheme) => ask(node.url(scheme))))
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
    })
  })
})
