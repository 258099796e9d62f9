import { execFile } from 'node:child_process'
import { PassThrough } from 'node:stream'
import type { ReadStream } from 'node:tty'
import { expect, test } from 'vitest'
import { runCli, type CliHost } from '../../src/probe/cli-run.ts'
import { askSecret, readSecret } from '../../src/probe/cli-secret.ts'
import { systemWorld } from '../../src/probe/probe.ts'
import { freePort } from '../support/free-port.ts'
import { hostilePeer } from './support/hostile.ts'
import { behave, tcpLine } from './support/node-peer.ts'
import { udpPeer } from './support/udp-peer.ts'
import { virtualClock } from './support/virtual-clock.ts'
import { nodeId } from './support/wire.ts'

const secret = 'S3cret-that-must-not-show'

type Run = { readonly code: number; readonly lines: string[]; readonly complaints: string }

async function cli(argv: readonly string[], given: Partial<CliHost> = {}): Promise<Run> {
  const lines: string[] = []
  const complaints: string[] = []
  const code = await runCli(argv, {
    world: {
      ...systemWorld,
      clock: virtualClock(),
      reach: 'any',
      resolver: () => Promise.reject(new Error('no names here')),
    },
    secret: async () => secret,
    out: (line) => lines.push(line),
    complain: (text) => complaints.push(text),
    signal: new AbortController().signal,
    ...given,
  })
  expect([...lines, ...complaints].join('\n')).not.toContain(secret)
  return { code, lines, complaints: complaints.join('\n') }
}

function node() {
  return hostilePeer((socket) => {
    behave(tcpLine(socket), {
      routes: { peers: [nodeId, 9], links: [[false, true]], foreign: [{ name: 'f', members: [1, 2] }] },
    })
  })
}

test('an online node: one line, exit code 0', async () => {
  const { port } = await node()
  const { code, lines, complaints } = await cli([`tcp://127.0.0.1:${port}`, '--network', 'net'])
  expect([code, lines.length, complaints]).toEqual([0, 1, ''])
  expect(lines[0]).toMatch(
    /online .*tcp:\/\/127\.0\.0\.1:\d+ .*3 peers \(1 direct \+ 2 foreign\), version 2\.6\.4-test, same network/,
  )
})

test('a node over UDP is told as one over TCP', async () => {
  const clock = virtualClock()
  const { port } = await udpPeer(clock.other())
  const world = {
    ...systemWorld,
    clock,
    reach: 'any',
    resolver: () => Promise.reject(new Error('none')),
  } as const
  const { code, lines } = await cli([`udp://127.0.0.1:${port}`, '--network', 'net'], { world })
  expect([code, lines.length]).toEqual([0, 1])
  expect(lines[0]).toMatch(/online .*udp:\/\/127\.0\.0\.1:\d+ .*same network/)
})

test('an offline node: why, exit code 1', async () => {
  const { code, lines } = await cli([`tcp://127.0.0.1:${await freePort()}`, '--network=net'])
  expect([code, lines.length]).toEqual([1, 1])
  expect(lines[0]).toMatch(/offline .*refused .*连接被拒绝/)
})

test('--json prints one object a check', async () => {
  const { port } = await node()
  const { code, lines } = await cli(['--json', '--network', 'net', `tcp://127.0.0.1:${port}`])
  expect(code).toBe(0)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ is_online: true, connection_count: 3, code: 'ok' })
})

test('--watch prints a line each time until it is interrupted, and asks the node anew', async () => {
  const peer = await node()
  const stop = new AbortController()
  const clock = virtualClock()
  const at: number[] = []
  const { code } = await cli([`tcp://127.0.0.1:${peer.port}`, '--network', 'net', '--watch', '7'], {
    world: {
      ...systemWorld,
      clock,
      reach: 'any',
      resolver: () => Promise.reject(new Error('no names here')),
    },
    signal: stop.signal,
    out: () => {
      at.push(clock.nowMs())
      if (at.length === 3) stop.abort()
    },
  })
  expect(code).toBe(0)
  expect(at.map((ms) => ms - (at[0] ?? 0))).toEqual([0, 7_000, 14_000])
  expect(peer.connections()).toBe(3)
  expect(clock.pending()).toBe(0)
})

test.each([
  [[], /no server/],
  [['tcp://127.0.0.1:1'], /--network is missing/],
  [['tcp://127.0.0.1:1', 'tcp://127.0.0.1:2', '--network', 'net'], /more than one server/],
  [['127.0.0.1:1', '--network', 'net'], /invalid_address/],
  [['quic://127.0.0.1:1', '--network', 'net'], /unsupported_protocol/],
  [['tcp://127.0.0.1:1', '--network', 'net', '--watch', '0'], /--watch takes/],
  [['tcp://127.0.0.1:1', '--network', 'net', '--secret', secret], /unknown/],
  [['tcp://127.0.0.1:1', '--network', 'net', `--network-secret=${secret}`], /unknown/],
  [['tcp://127.0.0.1:1', '--network', 'n'.repeat(256)], /network_name/],
])('misuse %#: exit code 2, usage, nothing dialled', async (argv, complaint) => {
  const { code, lines, complaints } = await cli(argv)
  expect([code, lines]).toEqual([2, []])
  expect(complaints).toMatch(complaint)
  expect(complaints).toContain('usage: npm run probe')
})

test('no secret and nobody to ask: exit code 2', async () => {
  const { code, complaints } = await cli(['tcp://127.0.0.1:1', '--network', 'net'], {
    secret: async () => null,
  })
  expect(code).toBe(2)
  expect(complaints).toContain('EASYTIER_SECRET')
})

test('--help is no misuse', async () => {
  const { code, lines } = await cli(['--help'])
  expect(code).toBe(0)
  expect(lines.join('\n')).toContain('usage: npm run probe')
})

/** A terminal that types. */
function terminal(): { input: ReadStream; type(text: string): void; raw: boolean[] } {
  const raw: boolean[] = []
  const input = Object.assign(new PassThrough(), {
    setRawMode(mode: boolean) {
      raw.push(mode)
      return input
    },
  }) as unknown as ReadStream
  return { input, raw, type: (text) => void (input as unknown as PassThrough).write(text) }
}

test.each([
  [`${secret}\r`, secret],
  ['pass\u007fsword\n', 'password'],
  ['密码\b\b网络\r', '网络'],
  ['\r', ''],
  ['half\u0003', null],
  ['\u0004', null],
])('what is typed as %j is %j, and not shown', async (typed, wanted) => {
  const { input, type, raw } = terminal()
  const output = new PassThrough()
  const shown: string[] = []
  output.on('data', (chunk: Buffer) => shown.push(chunk.toString()))
  const pending = askSecret(input, output)
  type(typed)
  expect(await pending).toBe(wanted)
  expect(shown.join('')).toBe('network secret: \n')
  expect(raw).toEqual([true, false])
})

test.each([
  [[`${secret}\n`], secret],
  [[`${secret}\r\n`, 'more'], secret],
  [['half ', 'and half'], 'half and half'],
  [['\n'], ''],
  [[], null],
  [['x'.repeat(5_000)], null],
])('what comes through a pipe as %j', async (chunks, wanted) => {
  const input = new PassThrough()
  const pending = readSecret(input)
  for (const chunk of chunks) input.write(chunk)
  input.end()
  expect(await pending).toBe(wanted)
})

test('the program itself: secret from the environment, exit codes 0, 1 and 2', async () => {
  const { port } = await node()
  const run = (
    server: string,
    env: Record<string, string>,
    piped = '',
  ): Promise<{ code: number; text: string }> =>
    new Promise((resolve) => {
      const argv = ['--import', 'tsx', 'src/probe/cli.ts', server, '--network', 'net', '--json']
      const child = execFile(
        process.execPath,
        argv,
        { env: { PATH: process.env['PATH'], ...env } },
        (_error, out, err) => resolve({ code: child.exitCode ?? -1, text: out + err }),
      )
      child.stdin?.end(piped)
    })
  const [online, offline, misuse, piped] = await Promise.all([
    run(`tcp://127.0.0.1:${port}`, { EASYTIER_SECRET: secret }),
    run(`tcp://127.0.0.1:${await freePort()}`, { EASYTIER_SECRET: '' }),
    run(`tcp://127.0.0.1:${port}`, {}),
    run(`tcp://127.0.0.1:${port}`, {}, `${secret}\nand more`),
  ])
  expect([online.code, offline.code, misuse.code, piped.code]).toEqual([0, 1, 2, 0])
  expect(JSON.parse(online.text)).toMatchObject({ is_online: true })
  expect(online.text + offline.text + misuse.text + piped.text).not.toContain(secret)
})
