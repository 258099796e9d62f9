import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'

/** Two network namespaces: the nodes' one, reachable from here, and one for peers that join them. */
export type Namespaces = {
  /** Argv prefix that runs a program among the nodes, and among the peers. */
  readonly nodes: readonly string[]
  readonly peers: readonly string[]
  /** The nodes' address as seen from here, and from the peers. */
  readonly nodeAddress: string
  readonly nodeAddressForPeers: string
  /** Another address of the nodes, which can be shut as by a firewall: what is sent to it goes nowhere. */
  readonly otherAddress: string
  shut(isShut: boolean): void
  /** Loses that share of the packets from here to the nodes; 0 ends it. False where the kernel has no netem. */
  lose(percent: number): boolean
  remove(): void
}

/** Network namespaces need root and `ip`. */
export function canMakeNamespaces(): boolean {
  if (process.getuid?.() !== 0) return false
  try {
    execFileSync('ip', ['netns', 'list'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/**
 * Makes them under names and addresses of this run alone. Real nodes refuse peers from loopback (2.4.5), and
 * official clients do not reach it, so nothing here uses it. Throws when the kernel says no.
 */
export function makeNamespaces(): Namespaces {
  const id = randomBytes(3).toString('hex')
  const [b = 0, c = 0] = randomBytes(2)
  const nodes = `etn${id}`
  const peers = `etp${id}`
  const net = (host: number, side: 0 | 128): string => `10.${200 + (b % 50)}.${c}.${side + host}`
  const ip = (...words: readonly string[]): void => {
    execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] })
  }
  const undo: (readonly string[])[] = []
  const remove = (): void => {
    for (const words of undo.splice(0).toReversed()) ip(...words)
  }
  try {
    for (const name of [nodes, peers]) {
      ip('netns', 'add', name)
      undo.push(['netns', 'del', name])
    }
    // here <-> nodes
    ip('link', 'add', `eth${id}`, 'type', 'veth', 'peer', 'name', 'v0', 'netns', nodes)
    // its other end would go with the namespace, but only some time later
    undo.push(['link', 'del', `eth${id}`])
    ip('addr', 'add', `${net(1, 0)}/25`, 'dev', `eth${id}`)
    ip('link', 'set', `eth${id}`, 'up')
    ip('-n', nodes, 'addr', 'add', `${net(2, 0)}/25`, 'dev', 'v0')
    ip('-n', nodes, 'addr', 'add', `${net(3, 0)}/25`, 'dev', 'v0')
    // nodes <-> peers
    ip('link', 'add', 'v1', 'netns', nodes, 'type', 'veth', 'peer', 'name', 'v0', 'netns', peers)
    ip('-n', nodes, 'addr', 'add', `${net(1, 128)}/25`, 'dev', 'v1')
    ip('-n', peers, 'addr', 'add', `${net(2, 128)}/25`, 'dev', 'v0')
    for (const [name, device] of [
      [nodes, 'lo'],
      [nodes, 'v0'],
      [nodes, 'v1'],
      [peers, 'lo'],
      [peers, 'v0'],
    ] as const) {
      ip('-n', name, 'link', 'set', device, 'up')
    }
  } catch (error) {
    remove()
    throw error
  }
  return {
    nodes: ['ip', 'netns', 'exec', nodes],
    peers: ['ip', 'netns', 'exec', peers],
    nodeAddress: net(2, 0),
    nodeAddressForPeers: net(1, 128),
    otherAddress: net(3, 0),
    shut(isShut) {
      ip('-n', nodes, 'addr', isShut ? 'del' : 'add', `${net(3, 0)}/25`, 'dev', 'v0')
    },
    lose(percent) {
      const loss = percent === 0 ? [] : ['netem', 'loss', `${percent}%`]
      const words = ['qdisc', percent === 0 ? 'del' : 'replace', 'dev', `eth${id}`, 'root', ...loss]
      try {
        execFileSync('tc', words, { stdio: ['ignore', 'ignore', 'pipe'] })
      } catch (error) {
        if (String(error).includes('qdisc kind is unknown')) return false
        throw error
      }
      return true
    },
    remove,
  }
}
