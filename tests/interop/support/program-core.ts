import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { eventOfLine } from './core-events.ts'
import { atLeast, type ProgramCore } from './cores.ts'
import type { CoreKind, CoreOptions, ForeignConnection, Peer, Questions } from './core-kind.ts'

const run = promisify(execFile)

/** The words that start it: no root needed, no IPv6 for the oldest. */
export function programWords(core: ProgramCore, options: CoreOptions, portal: string): readonly string[] {
  const is = (wanted: string): boolean => atLeast(core.version, wanted)
  const { listeners = [], peers = [] } = options
  return [
    core.core,
    '--network-name',
    options.name,
    '--network-secret',
    options.secret,
    '--hostname',
    options.hostname,
    '--rpc-portal',
    portal,
    '--no-tun',
    ...(is('2.1.0') ? [] : ['--disable-ipv6']),
    ...(listeners.length === 0 ? ['--no-listener'] : listeners.flatMap((listener) => ['-l', listener])),
    ...peers.flatMap((peer) => ['-p', peer]),
    ...(options.relaysNobody ? ['--relay-network-whitelist', ...(is('2.1.0') ? [''] : [])] : []),
    ...(options.isPlain ? ['--disable-encryption', ...(is('2.1.0') ? ['true'] : [])] : []),
    ...(options.cipher === undefined ? [] : ['--encryption-algorithm', options.cipher]),
    ...(options.isPrivate ? ['--private-mode', 'true'] : []),
    ...(options.isSecure ? ['--secure-mode', 'true'] : []),
  ]
}

/** A release: its events are lines for people, and `easytier-cli` asks it. */
export function programKind(
  core: ProgramCore,
  options: CoreOptions,
  portal: string,
  prefix: readonly string[],
): CoreKind<Questions> {
  const cli = async (...question: readonly string[]): Promise<string> => {
    const [program = '', ...words] = [...prefix, core.cli, '-p', portal, ...question]
    return (await run(program, words, { timeout: 60_000 })).stdout
  }
  return {
    words: programWords(core, options, portal),
    onLine(line, events) {
      const event = eventOfLine(line)
      if (event !== null) events.add(event)
    },
    asked: () => ({
      peers: async () => peersOfTable(await cli('peer')),
      foreign: async () => foreignOfText(await cli('peer', 'list-foreign')),
    }),
  }
}

/** Reads the table that people read; all versions have these columns. */
function peersOfTable(table: string): readonly Peer[] {
  const rows = table
    .replaceAll('│', '|')
    .split('\n')
    .filter((line) => /^\|.*[^-| ]/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
  const [head = [], ...nodes] = rows
  const column = (name: string): number => {
    const at = head.indexOf(name)
    if (at === -1) throw new Error(`no column ${name}:\n${table}`)
    return at
  }
  const [hostname, cost, version] = [column('hostname'), column('cost'), column('version')]
  return nodes.map((row) => ({
    hostname: row[hostname] ?? '',
    version: row[version] ?? '',
    reach: row[cost] === 'Local' ? 'self' : row[cost] === 'p2p' ? 'direct' : 'relayed',
  }))
}

/** What `easytier-cli peer list-foreign` tells, in all versions alike. */
function foreignOfText(text: string): readonly ForeignConnection[] {
  const found: ForeignConnection[] = []
  let network = ''
  for (const line of text.split('\n')) {
    network = /^\d+ Network Name: (.*)$/.exec(line)?.[1] ?? network
    const peerId = /\bpeer_id: (\d+)/.exec(line)?.[1]
    if (peerId === undefined) continue
    for (const match of line.matchAll(/remote_addr: (\S+?), rx_bytes/g)) {
      found.push({ network, peerId, remote: match[1] ?? '' })
    }
  }
  return found
}
