import { execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import type { Core } from './cores.ts'
import type { LanHost } from './lan.ts'
import { collect, commonFlags, end, started, until } from './node.ts'
import { temporaryFolder } from '../../support/npm-start.ts'

const run = promisify(execFile)

/** A running `easytier-core` on a machine of the LAN. */
export type LanCore = {
  readonly portal: string
  readonly log: () => string
  /** How often it has set out to connect to the peer that it was given. */
  readonly attempts: () => number
  /** What `easytier-cli` prints for these words. */
  cli(...words: readonly string[]): Promise<string>
  kill(): Promise<void>
}

export type Network = { readonly name: string; readonly hostname: string }

let portals = 15_000

/** The words that start a core there; a portal of its own, because two may run on one machine. */
export function coreWords(core: Core, network: Network, portal: string): string[] {
  const { name, hostname } = network
  const words = `--network-name ${name} --network-secret secret --hostname ${hostname} --rpc-portal ${portal}`
  return [core.core, ...words.split(' '), ...commonFlags(core)]
}

async function start(
  core: Core,
  host: LanHost,
  network: Network,
  words: readonly string[],
  isReady: (log: string) => boolean,
): Promise<LanCore> {
  portals += 1
  const portal = `127.0.0.1:${portals}`
  const [program = '', ...prefix] = host.run
  const { child, log } = await started(
    () => spawn(program, [...prefix, ...coreWords(core, network, portal), ...words]),
    isReady,
  )
  return {
    portal,
    log,
    attempts: () => log().split('connecting to peer').length - 1,
    async cli(...words) {
      const { stdout } = await run(program, [...prefix, core.cli, '-p', portal, ...words])
      return stdout
    },
    kill: () => end(child),
  }
}

/** A public node; resolves when all its listeners are open. */
export function serve(core: Core, host: LanHost, listeners: readonly string[]): Promise<LanCore> {
  const words = listeners.flatMap((listener) => ['-l', listener])
  return start(core, host, { name: 'public', hostname: 'node' }, words, (log) =>
    listeners.every((listener) => new RegExp(`new listener added.*${listener}`).test(log)),
  )
}

/** A member of a network that looks for others at `peer`; resolves when it has begun to. */
export function join(core: Core, host: LanHost, network: Network, peer: string): Promise<LanCore> {
  return start(core, host, network, ['--no-listener', '-p', peer], (log) =>
    log.includes('connecting to peer'),
  )
}

/** How a member ends that does not like its peer, and all it says. It runs in a folder that goes with it. */
export async function endOf(
  core: Core,
  host: LanHost,
  network: Network,
  peer: string,
): Promise<{ code: number | null; said: string }> {
  const [program = '', ...prefix] = host.run
  const { folder, remove } = temporaryFolder('interop-core-')
  const words = [...prefix, ...coreWords(core, network, '127.0.0.1:15000'), '--no-listener', '-p', peer]
  const child = spawn(program, words, { cwd: folder })
  const said = collect(child)
  try {
    await until('the core to end', 60_000, () => child.exitCode !== null)
    return { code: child.exitCode, said: said() }
  } finally {
    await end(child)
    remove()
  }
}

/** A connection of a network that is not the node's own. */
export type ForeignConnection = {
  readonly network: string
  readonly peerId: string
  readonly remote: string
  readonly sentBytes: number
}

/** What `easytier-cli peer list-foreign` tells of all versions alike. */
export async function foreignConnections(node: LanCore): Promise<ForeignConnection[]> {
  const found: ForeignConnection[] = []
  let network = ''
  for (const line of (await node.cli('peer', 'list-foreign')).split('\n')) {
    network = /^\d+ Network Name: (.*)$/.exec(line)?.[1] ?? network
    const peerId = /\bpeer_id: (\d+)/.exec(line)?.[1]
    if (peerId === undefined) continue
    for (const match of line.matchAll(/remote_addr: (\S+?), rx_bytes: \d+, tx_bytes: (\d+)/g)) {
      found.push({ network, peerId, remote: match[1] ?? '', sentBytes: Number(match[2]) })
    }
  }
  return found
}
