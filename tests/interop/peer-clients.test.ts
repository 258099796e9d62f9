import { describe, expect, test } from 'vitest'
import { atLeast } from './support/cores.ts'
import { endOf, join, joinMain, serve, type Network } from './support/lan-core.ts'
import type { LanHost } from './support/lan.ts'
import { arrivesAt, failures, goOn, hasMembers, linksOf, seeEachOther } from './support/members.ts'
import { withSite } from './support/scene.ts'
import { networksOf } from './support/site-networks.ts'
import type { Region, Site, SiteNode } from './support/site.ts'

const tcp = 'tcp://0.0.0.0:11010'
const patienceMs = 60_000
const refused = /ConnectionRefused/
const timedOut = /connect timeout/

const left = new Map<string, SiteNode[]>()

/** Lists one node for each host, the only ones of that region and protocol, whatever an earlier try has left. */
async function listOnly(
  site: Site,
  region: Region,
  type: 'UDP' | 'WSS',
  addresses: readonly string[],
  port: number,
): Promise<void> {
  const nodes = left.get(`${region} ${type}`) ?? []
  left.set(`${region} ${type}`, nodes)
  await site.forget(nodes.splice(0))
  for (const ip of addresses) nodes.push(await site.list(region, [{ type, ip, port }]))
}

withSite((cores, scene) => {
  /** It joins by way of nodes of the oldest core and of its own kind. */
  const client = cores.find((core) => core.kind === 'main')
  if (client === undefined) return
  const cases = [
    // as clients before 2.6 do, which tell nobody the name of their network
    { core: cores[0] ?? client, region: 'domestic', key: 'in the address' },
    { core: client, region: 'overseas', key: 'the name that the client tells' },
  ] as const
  const members = (name: string): readonly [Network, Network] => [
    { name, hostname: 'member-a' },
    { name, hostname: 'member-b' },
  ]

  describe.concurrent.each(cases)('nodes of $core.version, key: $key', ({ core, region, key }) => {
    const peerUrl = (query: string, network: string): string =>
      `${scene().site.origin}/peer?${query}${key === 'in the address' ? `&key=${network}` : ''}`

    test('a listed node is reached by /peer', async () => {
      const { lan, site } = scene()
      const [host, home] = [lan.host(), lan.host()]
      const node = await serve(core, host, ['ws://0.0.0.0:11011'])
      await site.list(region, [{ type: 'WS', ip: host.address, port: 11011 }])
      const url = peerUrl(`region=${region}&protocol=ws`, 'alone')
      const member = await joinMain(client, home, { name: 'alone', hostname: 'member' }, url)
      await arrivesAt(member, host)
      await hasMembers(node, 'alone', 1)
      expect((await node.foreign()).map(({ remote }) => remote)).toEqual([
        expect.stringContaining(`//${home.address}:`),
      ])
    })

    test('is told in the words of the server why there is no node', async () => {
      const { lan } = scene()
      const member = (url: string) =>
        joinMain(client, lan.host(), { name: 'in vain', hostname: 'member' }, url)
      for (const query of ['protocol=wg', 'limit=0']) {
        const url = peerUrl(query, 'in-vain')
        const answer = await fetch(url)
        const words = await answer.text()
        expect(answer.ok).toBe(false)
        const { events } = await member(url)
        await events.until(`${answer.status} ${words}`, patienceMs, () =>
          events.named('ConnectError').some((event) => event.words.join(' ').includes(words)),
        )
        expect(events.named('PeerAdded')).toEqual([])
      }
    })

    test('members meet on the next node when the first is dead, and stay where they are', async () => {
      const { lan, site } = scene()
      const [firstHost, secondHost, a, b, c] = [lan.host(), lan.host(), lan.host(), lan.host(), lan.host()]
      const at = ({ address }: LanHost) => [{ type: 'TCP', ip: address, port: 11010 }] as const
      const second = await serve(core, secondHost, [tcp])
      const listed = await site.list(region, at(firstHost))
      const listedSecond = await site.list(region, at(secondHost))
      const query = `region=${region}&protocol=tcp`
      const [network = '', other = ''] = await networksOf(site, query, [firstHost, secondHost])

      // nothing listens at the first, though it is said to be online
      const [networkA, networkB] = members(network)
      const url = peerUrl(query, network)
      const [memberA, memberB] = await Promise.all([
        joinMain(client, a, networkA, url),
        joinMain(client, b, networkB, url),
      ])
      await hasMembers(second, network, 2, 30_000)
      await seeEachOther(memberA, memberB)
      for (const member of [memberA, memberB]) {
        await arrivesAt(member, secondHost)
        expect(failures(member)).toMatch(refused)
      }

      // the first comes to life and gets a network of its own: the others stay
      const before = await linksOf(memberA, memberB)
      const first = await serve(core, firstHost, [tcp])
      await site.reportOnline(listed)
      const [third = ''] = await networksOf(site, query, [firstHost])
      await joinMain(client, c, { name: third, hostname: 'member-c' }, peerUrl(query, third))
      await hasMembers(first, third, 1)
      await goOn(before)

      // the second dies under them, unreported: they meet again on the first
      await second.kill()
      await hasMembers(first, network, 2)
      await seeEachOther(memberA, memberB)

      // it comes back, and gets a network of its own: the others stay
      const moved = await linksOf(memberA, memberB)
      const again = await serve(core, secondHost, [tcp])
      await site.reportOnline(listedSecond)
      await joinMain(client, c, { name: other, hostname: 'member-d' }, peerUrl(query, other))
      await hasMembers(again, other, 1)
      await goOn(moved)
    })

    test('members meet on one node by /node/:id, whichever of its addresses works', async () => {
      const { lan, site } = scene()
      const [host, a, b, c] = [lan.host(), lan.host(), lan.host(), lan.host()]
      const at = (type: 'TCP' | 'WS', port: number) => ({ type, ip: host.address, port })
      const { id } = await site.list(region, [at('WS', 9), at('TCP', 9), at('TCP', 11010)])
      const url = `${site.origin}/node/${id}`
      const [networkA, networkB] = members('one')
      const node = await serve(core, host, [tcp])
      const [memberA, memberB] = await Promise.all([
        joinMain(client, a, networkA, url),
        joinMain(client, b, networkB, url),
      ])
      // two of three addresses are dead, and the clients throw dice
      await hasMembers(node, 'one', 2, 3 * patienceMs)
      await seeEachOther(memberA, memberB)

      await node.kill()
      const again = await serve(core, host, [tcp])
      await hasMembers(again, 'one', 2, 3 * patienceMs)
      await seeEachOther(memberA, memberB)

      const before = await linksOf(memberA, memberB)
      await joinMain(client, c, { name: 'another', hostname: 'member-c' }, url)
      await hasMembers(again, 'another', 1, 3 * patienceMs)
      await goOn(before)
    })

    test('members meet on the next node where the site has IPv6 and the nodes have none', async () => {
      const { lan, site } = scene()
      const [dead, host, a, b] = [lan.host(), lan.host(), lan.host(), lan.host()]
      const node = await serve(core, host, ['udp://0.0.0.0:11010'])
      await listOnly(site, region, 'UDP', [dead.address, host.address], 11010)
      const query = `region=${region}&protocol=udp`
      const [name = ''] = await networksOf(site, query, [dead])
      const [networkA, networkB] = members(name)
      const url = peerUrl(query, name).replace(lan.here, lan.hereByName)
      const [memberA, memberB] = await Promise.all([
        joinMain(client, a, networkA, url),
        joinMain(client, b, networkB, url),
      ])
      await hasMembers(node, name, 2)
      await seeEachOther(memberA, memberB)
    })

    test('members meet on the next node when the first does not even refuse', async () => {
      const { lan, site } = scene()
      const [host, a, b] = [lan.host(), lan.host(), lan.host()]
      const silent = { address: lan.silent, run: [] }
      const node = await serve(core, host, ['wss://0.0.0.0:11012'])
      await listOnly(site, region, 'WSS', [host.address, silent.address], 11012)
      const query = `region=${region}&protocol=wss`
      const [name = ''] = await networksOf(site, query, [silent])
      const [networkA, networkB] = members(name)
      const url = peerUrl(query, name)
      const [memberA, memberB] = await Promise.all([
        joinMain(client, a, networkA, url),
        joinMain(client, b, networkB, url),
      ])
      // a client gives up a dial after 20 s
      await hasMembers(node, name, 2)
      await seeEachOther(memberA, memberB)
      for (const member of [memberA, memberB]) {
        await arrivesAt(member, host)
        expect(failures(member)).toMatch(timedOut)
      }
    })
  })

  const programs = cores.filter((core) => core.kind === 'program')
  const unable = programs.filter(({ version }) => !atLeast(version, '2.4.0'))
  describe.concurrent.each(unable)('$version', (core) => {
    test('knows no http peers, and ends', async () => {
      const { lan, site } = scene()
      const host = lan.host()
      await serve(core, host, [tcp])
      const home = lan.host()
      const peer = `${site.origin}/peer?key=old`
      const { code, said } = await endOf(core, home, { name: 'old', hostname: 'member' }, peer)
      expect(said).toContain(`uri = "${peer}"`)
      expect(said).toMatch(/panic occurred: .*easytier-core\.rs/)
      expect(code).toBe(1)
      // nothing else was wrong
      await join(core, home, { name: 'old', hostname: 'member' }, `tcp://${host.address}:11010`)
    })
  })
})
