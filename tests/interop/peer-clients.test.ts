import { describe, expect, test } from 'vitest'
import { atLeast, type Core } from './support/cores.ts'
import {
  endOf,
  foreignConnections,
  join,
  serve,
  type ForeignConnection,
  type LanCore,
  type Network,
} from './support/lan-core.ts'
import type { LanHost } from './support/lan.ts'
import { until } from './support/node.ts'
import { withSite } from './support/scene.ts'
import type { Site, SiteNode } from './support/site.ts'

const tcp = 'tcp://0.0.0.0:11010'
const patienceMs = 60_000

type Region = 'domestic' | 'overseas'

/** 2.6.0 and later tell the server the name of their network; earlier ones need it in the address. */
function tellsItsNetwork(core: Core): boolean {
  return atLeast(core.version, '2.6.0')
}

async function connectionsOf(node: LanCore, network: string): Promise<ForeignConnection[]> {
  return (await foreignConnections(node)).filter((one) => one.network === network)
}

function hasMembers(node: LanCore, network: string, count: number, ms = patienceMs): Promise<void> {
  return until(`${count} of ${network} on the node`, ms, async () => {
    const members = new Set((await connectionsOf(node, network)).map(({ peerId }) => peerId))
    return members.size === count
  })
}

/** Each member's own program shows the other. */
async function seeEachOther(a: LanCore, b: LanCore): Promise<void> {
  const shows = async (one: LanCore, hostname: string): Promise<boolean> =>
    new RegExp(`\\b${hostname}\\b`).test(await one.cli('peer'))
  await until('the members to see each other', patienceMs, async () => {
    return (await shows(a, 'member-b')) && (await shows(b, 'member-a'))
  })
}

function ends(connections: readonly ForeignConnection[]): string[] {
  return connections.map(({ peerId, remote }) => `${peerId} from ${remote}`).toSorted()
}

/** The connections that there were are there still, and have carried more since. */
async function goOn(node: LanCore, network: string, before: readonly ForeignConnection[]): Promise<void> {
  await until('the old connections to carry more', patienceMs, async () => {
    const now = await connectionsOf(node, network)
    expect(ends(now)).toEqual(ends(before))
    return now.every(({ remote, sentBytes }) =>
      before.some((old) => old.remote === remote && old.sentBytes < sentBytes),
    )
  })
}

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

let named = 0

/** For each of these nodes the name of a new network that `/peer` sends there first. */
async function networksOf(site: Site, query: string, hosts: readonly LanHost[]): Promise<string[]> {
  await until('all nodes to be offered', patienceMs, async () => {
    const urls = await site.text(`/peer?${query}&limit=10`)
    return hosts.every(({ address }) => urls.includes(`//${address}:`))
  })
  const names = new Map<LanHost, string>()
  for (let tries = 0; names.size < hosts.length; tries += 1) {
    if (tries === 100) throw new Error(`no network for one of ${hosts.map(({ address }) => address).join()}`)
    named += 1
    const name = `net-${named}`
    const answer = await site.text(`/peer?${query}&key=${name}`)
    const host = hosts.find(({ address }) => answer.includes(`//${address}:`))
    if (host !== undefined && !names.has(host)) names.set(host, name)
  }
  return hosts.map((host) => names.get(host) ?? '')
}

withSite((cores, scene) => {
  const able = cores.filter(({ version }) => atLeast(version, '2.4.0'))
  /** Each version has the nodes of one region for itself. */
  const regionOf = (core: Core): Region => (able.indexOf(core) % 2 === 0 ? 'domestic' : 'overseas')
  const peerUrl = (core: Core, query: string, network: string): string =>
    `${scene().site.origin}/peer?${query}${tellsItsNetwork(core) ? '' : `&key=${network}`}`
  const members = (name: string): readonly [Network, Network] => [
    { name, hostname: 'member-a' },
    { name, hostname: 'member-b' },
  ]

  describe.concurrent.each(able)('$version', (core) => {
    const region = regionOf(core)

    test('a listed node is reached by /peer', async () => {
      const { lan, site } = scene()
      const [host, home] = [lan.host(), lan.host()]
      const node = await serve(core, host, ['ws://0.0.0.0:11011'])
      await site.list(region, [{ type: 'WS', ip: host.address, port: 11011 }])
      const url = peerUrl(core, `region=${region}&protocol=ws`, 'alone')
      await join(core, home, { name: 'alone', hostname: 'member' }, url)
      await hasMembers(node, 'alone', 1)
      expect((await connectionsOf(node, 'alone'))[0]?.remote).toContain(home.address)
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
      const url = peerUrl(core, query, network)
      const [memberA, memberB] = await Promise.all([
        join(core, a, networkA, url),
        join(core, b, networkB, url),
      ])
      await hasMembers(second, network, 2, 30_000)
      await seeEachOther(memberA, memberB)
      for (const member of [memberA, memberB])
        expect(member.attempts(), member.log()).toBeGreaterThanOrEqual(2)

      // the first comes to life and gets a network of its own: the others stay
      const before = await connectionsOf(second, network)
      const first = await serve(core, firstHost, [tcp])
      await site.reportOnline(listed)
      const [third = ''] = await networksOf(site, query, [firstHost])
      await join(core, c, { name: third, hostname: 'member-c' }, peerUrl(core, query, third))
      await hasMembers(first, third, 1)
      await goOn(second, network, before)

      // the second dies under them, unreported: they meet again on the first
      await second.kill()
      await hasMembers(first, network, 2)
      await seeEachOther(memberA, memberB)

      // it comes back, and gets a network of its own: the others stay
      const moved = await connectionsOf(first, network)
      const again = await serve(core, secondHost, [tcp])
      await site.reportOnline(listedSecond)
      await join(core, c, { name: other, hostname: 'member-d' }, peerUrl(core, query, other))
      await hasMembers(again, other, 1)
      await goOn(first, network, moved)
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
        join(core, a, networkA, url),
        join(core, b, networkB, url),
      ])
      // two of three addresses are dead, and the clients throw dice
      await hasMembers(node, 'one', 2, 3 * patienceMs)
      await seeEachOther(memberA, memberB)

      await node.kill()
      const again = await serve(core, host, [tcp])
      await hasMembers(again, 'one', 2, 3 * patienceMs)
      await seeEachOther(memberA, memberB)

      const before = await connectionsOf(again, 'one')
      await join(core, c, { name: 'another', hostname: 'member-c' }, url)
      await hasMembers(again, 'another', 1, 3 * patienceMs)
      await goOn(again, 'one', before)
    })

    test('members meet on the next node where the site has IPv6 and the nodes have none', async () => {
      const { lan, site } = scene()
      const [dead, host, a, b] = [lan.host(), lan.host(), lan.host(), lan.host()]
      const node = await serve(core, host, ['udp://0.0.0.0:11010'])
      await listOnly(site, region, 'UDP', [dead.address, host.address], 11010)
      const query = `region=${region}&protocol=udp`
      const [name = ''] = await networksOf(site, query, [dead])
      const [networkA, networkB] = members(name)
      const url = peerUrl(core, query, name).replace(lan.here, lan.hereByName)
      const [memberA, memberB] = await Promise.all([
        join(core, a, networkA, url),
        join(core, b, networkB, url),
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
      const url = peerUrl(core, query, name)
      const [memberA, memberB] = await Promise.all([
        join(core, a, networkA, url),
        join(core, b, networkB, url),
      ])
      // a client gives up a dial after 20 s
      await hasMembers(node, name, 2)
      await seeEachOther(memberA, memberB)
      for (const member of [memberA, memberB])
        expect(member.attempts(), member.log()).toBeGreaterThanOrEqual(2)
    })
  })

  describe.concurrent.each(cores.filter((core) => !able.includes(core)))('$version', (core) => {
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
