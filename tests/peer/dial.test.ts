import { createServer, Socket, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { dialTcp, systemSockets, type SocketLayer } from '../../src/probe/dial-tcp.ts'
import { createOutbound } from '../../src/probe/outbound.ts'
import { probe, systemWorld } from '../../src/probe/probe.ts'
import { resolveTarget, type Address, type Resolver } from '../../src/probe/resolve.ts'
import { parseTarget } from '../../src/probe/target.ts'
import { freePort } from '../support/free-port.ts'
import { hostilePeer } from './support/hostile.ts'
import { behave, tcpLine } from './support/node-peer.ts'
import { virtualClock, type VirtualClock } from './support/virtual-clock.ts'
import { frame, handShake, nodeId, packet } from './support/wire.ts'

const never = new AbortController().signal

/** What an address does when it is dialled: nothing for ever, fail so, or lead to the local port. */
type Fate = 'silent' | 'ECONNREFUSED' | 'EHOSTUNREACH' | 'ENETUNREACH' | 'ETIMEDOUT' | number

type Layer = {
  readonly sockets: SocketLayer
  readonly dialled: { host: string; atMs: number }[]
  readonly open: () => number
}

function layer(clock: VirtualClock, fates: Record<string, Fate>): Layer {
  const dialled: { host: string; atMs: number }[] = []
  const made: Socket[] = []
  return {
    dialled,
    open: () => made.filter((socket) => !socket.destroyed).length,
    sockets({ host }) {
      dialled.push({ host, atMs: clock.nowMs() })
      const fate = fates[host] ?? 'silent'
      const socket =
        typeof fate === 'number' ? systemSockets({ host: '127.0.0.1', port: fate, family: 4 }) : new Socket()
      if (typeof fate === 'string' && fate !== 'silent') {
        setImmediate(() => socket.destroy(Object.assign(new Error(fate), { code: fate })))
      }
      made.push(socket)
      return socket
    },
  }
}

function addresses(...texts: readonly string[]): readonly Address[] {
  return texts.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
}

function target(server: string) {
  const parsed = parseTarget(server)
  if (parsed.kind === 'refused') throw new Error(parsed.code)
  return parsed.target
}

test('when the first address is silent the second is tried beside it after 250 ms', async () => {
  const clock = virtualClock()
  const peer = await hostilePeer(() => {})
  const { sockets, dialled, open } = layer(clock, { '2001:db8::1': 'silent', '192.0.2.1': peer.port })
  const startMs = clock.nowMs()
  const result = await dialTcp(addresses('2001:db8::1', '192.0.2.1'), 1, { sockets, clock, signal: never })
  expect(result.kind).toBe('connected')
  expect(dialled.map(({ host, atMs }) => [host, atMs - startMs])).toEqual([
    ['2001:db8::1', 0],
    ['192.0.2.1', 250],
  ])
  // the loser is gone, the winner alone is left, and no timer
  expect([open(), clock.pending()]).toEqual([1, 0])
  if (result.kind === 'connected') result.socket.destroy()
})

test('when the first address fails the second is tried at once', async () => {
  const clock = virtualClock()
  const peer = await hostilePeer(() => {})
  const { sockets, dialled } = layer(clock, { '2001:db8::1': 'ENETUNREACH', '192.0.2.1': peer.port })
  const startMs = clock.nowMs()
  const result = await dialTcp(addresses('2001:db8::1', '192.0.2.1'), 1, { sockets, clock, signal: never })
  expect(result.kind).toBe('connected')
  expect(dialled.map(({ atMs }) => atMs - startMs)).toEqual([0, 0])
  if (result.kind === 'connected') result.socket.destroy()
})

test.each<[Fate[], string, number]>([
  [['ECONNREFUSED'], 'refused', 0],
  [['EHOSTUNREACH'], 'unreachable', 0],
  [['ETIMEDOUT'], 'connect_timeout', 0],
  [['silent'], 'connect_timeout', 4_000],
  [['silent', 'silent', 'silent'], 'connect_timeout', 4_000],
  [['ENETUNREACH', 'ECONNREFUSED'], 'refused', 0],
  [['ENETUNREACH', 'silent'], 'connect_timeout', 4_000],
])('addresses that end in %j: %s after %i ms', async (fates, code, tookMs) => {
  const clock = virtualClock()
  const names = fates.map((_, i) => `192.0.2.${i + 1}`)
  const { sockets, open } = layer(
    clock,
    Object.fromEntries(fates.map((fate, i) => [`192.0.2.${i + 1}`, fate])),
  )
  const startMs = clock.nowMs()
  const result = await dialTcp(addresses(...names), 1, { sockets, clock, signal: never })
  expect(result).toEqual({ kind: 'failed', code })
  expect(clock.nowMs() - startMs).toBe(tookMs)
  expect([open(), clock.pending()]).toEqual([0, 0])
})

test('an IPv6 address is dialled as it is', async () => {
  const server = createServer((socket) => {
    behave(tcpLine(socket))
  })
  // where this machine has no IPv6, nothing listens and nothing is reached
  const port = await new Promise<number>((resolve) => {
    server.once('error', () => resolve(0))
    server.listen(0, '::1', () => resolve((server.address() as AddressInfo).port))
  })
  const clock = virtualClock()
  const report = await probe(
    target(`tcp://[::1]:${port === 0 ? await freePort() : port}`),
    { name: 'net', secret: 'secret' },
    {
      ...systemWorld,
      clock,
      reach: 'any',
      resolver: () => Promise.reject(new Error('no name')),
    },
  )
  if (port === 0) expect(report).toMatchObject({ kind: 'failed' })
  else expect(report).toMatchObject({ kind: 'outcome', outcome: { online: true } })
  if (port !== 0) await new Promise((resolve) => server.close(resolve))
})

test('an abort ends all attempts', async () => {
  const clock = virtualClock()
  const { sockets, open } = layer(clock, {})
  const stop = new AbortController()
  const pending = dialTcp(addresses('192.0.2.1', '192.0.2.2'), 1, { sockets, clock, signal: stop.signal })
  stop.abort()
  expect(await pending).toEqual({ kind: 'aborted' })
  expect([open(), clock.pending()]).toEqual([0, 0])
})

test('a name is asked once; families take turns, the first one leading; six addresses are enough', async () => {
  const clock = virtualClock()
  let asked = 0
  const resolver: Resolver = async () => {
    asked += 1
    return addresses(
      '2606:4700::1',
      '2606:4700::2',
      '2606:4700::3',
      '1.1.1.1',
      '1.1.1.2',
      '1.1.1.3',
      '1.1.1.4',
    )
  }
  const result = await resolveTarget(target('tcp://node.example:1'), {
    resolver,
    clock,
    reach: 'public',
    signal: never,
  })
  expect(result).toEqual({
    kind: 'addresses',
    addresses: addresses('2606:4700::1', '1.1.1.1', '2606:4700::2', '1.1.1.2', '2606:4700::3', '1.1.1.3'),
  })
  expect([asked, clock.pending()]).toEqual([1, 0])
})

test.each<[string, Resolver]>([
  ['fails', () => Promise.reject(Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' }))],
  ['is empty', async () => []],
  ['never comes', () => new Promise(() => {})],
])('a name whose answer %s is a DNS error', async (_what, resolver) => {
  const clock = virtualClock()
  const { sockets, dialled } = layer(clock, {})
  const world = { ...systemWorld, clock, resolver, sockets, reach: 'public' } as const
  const report = await probe(target('tcp://node.example:1'), { name: 'net', secret: '' }, world)
  expect(report).toMatchObject({ kind: 'failed', code: 'dns_error' })
  expect([dialled.length, clock.pending()]).toEqual([0, 0])
})

test('the whole probe ends after 12 s, whatever its parts may take', async () => {
  const clock = virtualClock()
  const servers = clock.other()
  // TLS and upgrade are not there; a node that says one thing just before every deadline
  const peer = await hostilePeer((socket) => {
    behave(tcpLine(socket), {
      onHandShake: (line, probeId, digest) => {
        servers.after(4_900, () => {
          behaveLate(line, probeId, digest)
        })
      },
      onPing: (line, raw) => {
        servers.after(2_400, () => {
          const pong = Buffer.from(raw)
          pong[8] = 5
          line.send(pong)
        })
      },
      onSync: () => {},
    })
  })
  const report = await probe(
    target(`tcp://node.example:${peer.port}`),
    { name: 'net', secret: 'secret' },
    { ...systemWorld, clock, resolver: lateResolver(clock, 3_900), reach: 'any' },
  )
  expect(report).toMatchObject({ kind: 'outcome', outcome: { online: true, warnings: ['sync_unavailable'] } })
  expect(clock.nowMs() - 1_000).toBeLessThanOrEqual(12_000)
  expect(clock.pending()).toBe(0)
})

function lateResolver(clock: VirtualClock, delayMs: number): Resolver {
  return () =>
    new Promise((resolve) => {
      clock.after(delayMs, () => {
        resolve(addresses('127.0.0.1'))
      })
    })
}

function behaveLate(line: { send(bytes: Uint8Array): void }, probeId: number, digest: Buffer): void {
  line.send(frame(packet.handShake, nodeId, probeId, handShake({ digest })))
}

test('outbound TCP: true when a landmark answers, false when none does, asked once a minute', async () => {
  const clock = virtualClock()
  const peer = await hostilePeer(() => {})
  const closed = await freePort()
  for (const [port, works] of [
    [peer.port, true],
    [closed, false],
  ] as const) {
    const { sockets, dialled, open } = layer(clock, {
      '223.5.5.5': port,
      '119.29.29.29': port,
      '1.1.1.1': port,
      '8.8.8.8': port,
    })
    const outbound = createOutbound(sockets, clock)
    expect(await outbound.works()).toBe(works)
    const dials = dialled.length
    expect(await outbound.works()).toBe(works)
    expect(dialled.length).toBe(dials)
    expect([open(), clock.pending()]).toEqual([0, 0])
  }
})

test('outbound TCP into silence: false within 2 s', async () => {
  const clock = virtualClock()
  const { sockets, open } = layer(clock, {})
  const startMs = clock.nowMs()
  expect(await createOutbound(sockets, clock).works()).toBe(false)
  expect(clock.nowMs() - startMs).toBeLessThanOrEqual(2_000)
  expect([open(), clock.pending()]).toEqual([0, 0])
})
