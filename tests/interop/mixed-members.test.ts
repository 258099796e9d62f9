import { test } from 'vitest'
import { atLeast } from './support/cores.ts'
import { join, joinMain, serve } from './support/lan-core.ts'
import { arrivesAt, hasMembers, seeEachOther } from './support/members.ts'
import { withSite } from './support/scene.ts'
import { networksOf } from './support/site-networks.ts'

withSite((cores, scene) => {
  const asks = cores.find((core) => core.kind === 'main')
  const given = cores.find((core) => !atLeast(core.version, '2.4.0'))
  if (asks === undefined || given === undefined) return
  const cases = [
    { core: given, region: 'domestic' },
    { core: asks, region: 'overseas' },
  ] as const

  // as a launcher does for cores that know no http peers
  test.concurrent.each(cases)(
    `nodes of $core.version: a ${given.version} that was given an address meets a ${asks.version} that asks`,
    async ({ core, region }) => {
      const { lan, site } = scene()
      const [hostA, hostB, homeA, homeB] = [lan.host(), lan.host(), lan.host(), lan.host()]
      const query = `region=${region}&protocol=tcp`
      for (const { address: ip } of [hostA, hostB])
        await site.list(region, [{ type: 'TCP', ip, port: 11010 }])
      const nodes = await Promise.all(
        [hostA, hostB].map((host) => serve(core, host, ['tcp://0.0.0.0:11010'])),
      )
      const names = await networksOf(site, query, [hostA, hostB])
      const meet = async (name: string, at: number): Promise<void> => {
        const [node, host] = [nodes[at], [hostA, hostB][at]]
        if (node === undefined || host === undefined) throw new Error(`no node for ${name}`)
        const address = await site.text(`/peer?${query}&key=${name}&member=a`)
        const a = await join(given, homeA, { name, hostname: 'member-a' }, address)
        const url = `${site.origin}/peer?${query}`
        const b = await joinMain(asks, homeB, { name, hostname: 'member-b' }, url)
        await arrivesAt(b, host)
        await hasMembers(node, name, 2)
        await seeEachOther(a, b)
      }
      await Promise.all(names.map(meet))
    },
  )
})
