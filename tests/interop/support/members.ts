import { expect } from 'vitest'
import type { Connection, RunningCore, RunningMain } from './core-kind.ts'
import { until } from './core-process.ts'
import type { LanHost } from './lan.ts'

const patienceMs = 60_000

/** So many members of that network have a connection with the node, as the node tells. */
export async function hasMembers(
  node: RunningCore,
  network: string,
  count: number,
  ms = patienceMs,
): Promise<void> {
  await until(`${count} of ${network} on the node`, ms, async () => {
    const members = (await node.foreign()).filter((one) => one.network === network)
    return new Set(members.map(({ peerId }) => peerId)).size === count
  })
}

/** The client tells that it has got a connection with that node. */
export async function arrivesAt(member: RunningCore, { address }: LanHost, ms = patienceMs): Promise<void> {
  await member.events.until(`a connection with ${address}`, ms, (events) =>
    events.named('PeerConnAdded').some(({ words }) => words.join().includes(`//${address}:`)),
  )
}

/** What the client says of its attempts that failed, one a line. */
export function failures({ events }: RunningCore): string {
  return events
    .named('ConnectError')
    .map(({ words }) => words.join(' '))
    .join('\n')
}

/** Each of `member-a` and `member-b` shows the other. */
export async function seeEachOther(a: RunningCore, b: RunningCore): Promise<void> {
  const shows = async (one: RunningCore, name: string): Promise<boolean> =>
    (await one.peers()).some(({ hostname }) => hostname === name)
  await until('the members to see each other', patienceMs, async () => {
    return (await shows(a, 'member-b')) && (await shows(b, 'member-a'))
  })
}

/** How a member was connected at one time. */
export type Links = {
  readonly member: RunningMain
  readonly connections: readonly Connection[]
  /** Attempts and losses up to then. */
  readonly restless: number
}

/** The connections that these members have now; fails where one has none. */
export function linksOf(...members: readonly RunningMain[]): Promise<readonly Links[]> {
  return Promise.all(
    members.map(async (member) => {
      const connections = await member.connections()
      expect(connections).not.toEqual([])
      return { member, connections, restless: restless(member) }
    }),
  )
}

function restless({ events }: RunningMain): number {
  return ['Connecting', 'ConnectError', 'PeerConnRemoved'].reduce(
    (sum, name) => sum + events.named(name).length,
    0,
  )
}

function ends(connections: readonly Connection[]): string[] {
  return connections.map(({ peerId, remote }) => `${peerId} at ${remote}`).toSorted()
}

/** The connections that there were are there still, and have carried more since; nobody has asked for another. */
export async function goOn(links: readonly Links[]): Promise<void> {
  const hasCarriedMore = async ({
    member,
    connections: before,
    restless: earlier,
  }: Links): Promise<boolean> => {
    const connections = await member.connections()
    expect(ends(connections)).toEqual(ends(before))
    expect(restless(member)).toBe(earlier)
    return connections.every(({ peerId, receivedBytes }) =>
      before.some((old) => old.peerId === peerId && old.receivedBytes < receivedBytes),
    )
  }
  await until('the old connections to carry more', patienceMs, async () => {
    return (await Promise.all(links.map(hasCarriedMore))).every(Boolean)
  })
}
