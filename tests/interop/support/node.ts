import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { atLeast, type Core } from './cores.ts'
import type { Namespaces } from './namespaces.ts'

const run = promisify(execFile)

export type NodeOptions = {
  readonly name?: string
  readonly secret?: string
  readonly flags?: readonly string[]
}

/** A running `easytier-core` with listeners for tcp, ws and wss. */
export type RealNode = {
  readonly url: (scheme: 'tcp' | 'ws' | 'wss', path?: string) => string
  /** The port of its tcp listener, for peers that join it. */
  readonly port: number
  readonly log: () => string
  readonly alive: () => boolean
  /** What `easytier-cli` prints for these words. */
  cli(...words: readonly string[]): Promise<string>
  /** Kills it outright; the kernel closes its sockets. */
  kill(): Promise<void>
}

let ports = 21_000

/** The flags of all nodes here: no root needed, no IPv6 for the oldest. */
export function commonFlags(core: Core): readonly string[] {
  return ['--no-tun', ...(atLeast(core.version, '2.1.0') ? [] : ['--disable-ipv6'])]
}

/** Starts a node and waits until it has said that all its listeners are open. `port` takes an earlier node's place. */
export async function startNode(
  core: Core,
  place: Namespaces,
  options: NodeOptions = {},
  port = (ports += 10),
): Promise<RealNode> {
  const listeners = [`tcp://0.0.0.0:${port}`, `ws://0.0.0.0:${port + 1}`, `wss://0.0.0.0:${port + 2}`]
  const portal = `127.0.0.1:${port + 8}`
  const [program = '', ...prefix] = place.nodes
  const words = [
    ...prefix,
    core.core,
    '--network-name',
    options.name ?? 'net',
    '--network-secret',
    options.secret ?? 'secret',
    ...commonFlags(core),
    '--hostname',
    'node',
    '--rpc-portal',
    portal,
    ...listeners.flatMap((listener) => ['-l', listener]),
    ...(options.flags ?? []),
  ]
  const { child, log } = await started(
    () => spawn(program, words),
    (text) => listeners.every((listener) => new RegExp(`new listener added.*${listener}`).test(text)),
  )
  return {
    url: (scheme, path = '') => {
      const offset = { tcp: 0, ws: 1, wss: 2 }[scheme]
      return `${scheme}://${place.nodeAddress}:${port + offset}${path}`
    },
    port,
    log,
    alive: () => child.exitCode === null && child.signalCode === null,
    async cli(...words) {
      const { stdout } = await run(program, [...prefix, core.cli, '-p', portal, ...words])
      return stdout
    },
    kill: () => end(child),
  }
}

/** A peer that joins a node and stays until `kill`; resolves when it is connected. */
export async function startPeer(
  core: Core,
  place: Namespaces,
  node: RealNode,
  network: { readonly name: string; readonly secret: string; readonly hostname: string },
): Promise<{ kill(): Promise<void> }> {
  const [program = '', ...prefix] = place.peers
  // each a portal of its own: two that look for a free one at once take the same, and one dies
  ports += 10
  const words = [
    ...prefix,
    core.core,
    '--network-name',
    network.name,
    '--network-secret',
    network.secret,
    ...commonFlags(core),
    '--hostname',
    network.hostname,
    '--rpc-portal',
    `127.0.0.1:${ports}`,
    '--no-listener',
    '-p',
    `tcp://${place.nodeAddressForPeers}:${node.port}`,
  ]
  const { child } = await started(
    () => spawn(program, words),
    (text) => text.includes('new peer added'),
  )
  return { kill: () => end(child) }
}

/** Now and then a core hangs in its first second: then it is started once more, with more patience. */
export async function started(
  start: () => ChildProcess,
  isReady: (log: string) => boolean,
): Promise<{ child: ChildProcess; log: () => string }> {
  for (let tries = 1; ; tries += 1) {
    const child = start()
    const log = collect(child)
    try {
      await until('a core to be ready', 5_000 * tries, () => {
        if (child.exitCode !== null) throw new Error('it ended')
        return isReady(log())
      })
      return { child, log }
    } catch (error) {
      await end(child)
      if (tries === 5) throw new Error(`no core; it said:\n${log()}`, { cause: error })
    }
  }
}

/** All that a program prints, without colours; the pipe never fills up. */
export function collect(child: ChildProcess): () => string {
  running.add(child)
  child.once('exit', () => running.delete(child))
  let text = ''
  const take = (chunk: string): void => {
    text += chunk
  }
  child.stdout?.setEncoding('utf8').on('data', take)
  child.stderr?.setEncoding('utf8').on('data', take)
  return () => text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '')
}

/** Programs that a test has started and not yet ended. */
const running = new Set<ChildProcess>()

/** Ends what is left, after a test that failed half-way. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map(end))
}

/** Kills it outright, unless it has ended. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

/** Asks again and again until it is so; throws after `patienceMs`. */
export async function until(
  what: string,
  patienceMs: number,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + patienceMs
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs} ms in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
