import { until } from './core-process.ts'
import type { LanHost } from './lan.ts'
import type { Site } from './site.ts'

const patienceMs = 60_000

let named = 0

/** For each of these nodes the name of a new network that `/peer` sends there first. */
export async function networksOf(
  site: Site,
  query: string,
  hosts: readonly Pick<LanHost, 'address'>[],
): Promise<string[]> {
  await until('all nodes to be offered', patienceMs, async () => {
    const urls = await site.text(`/peer?${query}&limit=10`)
    return hosts.every(({ address }) => urls.includes(`//${address}:`))
  })
  const names = new Map<(typeof hosts)[number], string>()
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
