import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import type { RunningCore } from './core-kind.ts'
import type { LanHost } from './lan.ts'
import { collect, end, until } from './core-process.ts'

const run = promisify(execFile)

/** What a core tells of itself. */
export type CoreFigures = {
  /** Peers of its own network and members of others that have a connection with it. */
  readonly connections: number
  readonly version: string
}

export async function coreFigures(core: RunningCore): Promise<CoreFigures> {
  const [peers, foreign] = await Promise.all([core.peers(), core.foreign()])
  const direct = peers.filter(({ reach }) => reach === 'direct').length
  const members = new Set(foreign.map(({ peerId }) => peerId)).size
  const own = peers.find(({ reach }) => reach === 'self')
  return { connections: direct + members, version: own?.version ?? '' }
}

/** Bytes that have gone in and out of the machine's interface, as the kernel counts them. */
export async function interfaceBytes(host: LanHost): Promise<number> {
  const [program = '', ...prefix] = host.run
  const folder = '/sys/class/net/v0/statistics'
  const { stdout } = await run(program, [...prefix, 'cat', `${folder}/rx_bytes`, `${folder}/tx_bytes`])
  return stdout
    .trim()
    .split('\n')
    .reduce((sum, line) => sum + Number(line), 0)
}

const receiver = `
let bytes = 0
require('node:net').createServer((socket) => {
  socket.on('data', (chunk) => { bytes += chunk.length })
  socket.on('end', () => { console.log('received ' + bytes); socket.end() })
}).listen(9100, () => console.log('ready'))`

const sender = `
const [address, size] = process.argv.slice(1)
const socket = require('node:net').connect(9100, address)
let left = Number(size)
const chunk = Buffer.alloc(1_000_000)
const fill = () => {
  while (left > 0) {
    left -= chunk.length
    if (!socket.write(chunk)) return socket.once('drain', fill)
  }
  socket.end()
}
socket.resume().on('connect', fill)`

/** Sends so many bytes, whole millions of them, from one machine to the other over TCP. */
export async function transfer(from: LanHost, to: LanHost, bytes: number): Promise<void> {
  const node = ({ run: [program = '', ...prefix] }: LanHost, ...words: readonly string[]) =>
    spawn(program, [...prefix, process.execPath, '-e', ...words])
  const server = node(to, receiver)
  const served = collect(server)
  try {
    await until('the receiver to listen', 60_000, () => served().includes('ready'))
    const client = node(from, sender, to.address, String(bytes))
    const said = collect(client)
    await once(client, 'exit')
    if (client.exitCode !== 0) throw new Error(`the transfer failed: ${said()}`)
    await until('all of it to arrive', 60_000, () => served().includes(`received ${bytes}\n`))
  } finally {
    await end(server)
  }
}
