import { expect, test } from 'vitest'
import { createChecker, knownAsker, stranger } from '../../src/probe/check.ts'
import { systemWorld, type ProbeWorld } from '../../src/probe/probe.ts'
import { hostilePeer } from './support/hostile.ts'
import { behave, tcpLine } from './support/node-peer.ts'
import { virtualClock, type VirtualClock } from './support/virtual-clock.ts'

function world(clock: VirtualClock): ProbeWorld {
  return {
    ...systemWorld,
    clock,
    reach: 'any',
    resolver: async () => [{ address: '127.0.0.1', family: 4 }],
  }
}

function ask(port: number, secret = 'secret', name = 'net', scheme = 'tcp') {
  return {
    server: `${scheme}://127.0.0.1:${port}`,
    network_name: name,
    network_secret: secret,
  }
}

test('one probe of a node at a time, whatever is asked of it', async () => {
  let now = 0
  let most = 0
  const peer = await hostilePeer((socket) => {
    now += 1
    most = Math.max(most, now)
    socket.on('close', () => {
      now -= 1
    })
    behave(tcpLine(socket))
  })
  const { check, probesDone } = createChecker(world(virtualClock()))
  const results = await Promise.all(
    Array.from({ length: 12 }, (_, i) => check(ask(peer.port, `secret-${i}`, `net`))),
  )
  expect(results.map(({ is_online }) => is_online)).toEqual(Array.from({ length: 12 }, () => true))
  expect(most).toBe(1)
  expect([peer.connections(), probesDone()]).toEqual([12, 12])
})

test('who waits for the same question gets the answer of the first', async () => {
  const peer = await hostilePeer((socket) => {
    behave(tcpLine(socket))
  })
  const { check } = createChecker(world(virtualClock()))
  const results = await Promise.all(Array.from({ length: 10 }, () => check(ask(peer.port))))
  expect(peer.connections()).toBe(1)
  expect(results.filter(({ cached }) => cached === true).length).toBe(9)
  expect(results.every(({ is_online }) => is_online)).toBe(true)
})

test('different nodes are probed side by side', async () => {
  const clock = virtualClock()
  const peers = await Promise.all(Array.from({ length: 20 }, () => hostilePeer(() => {})))
  const { batch } = createChecker(world(clock))
  const startMs = clock.nowMs()
  const results = await batch(peers.map(({ port }) => ask(port)))
  expect(results.map(({ code }) => code)).toEqual(peers.map(() => 'handshake_timeout'))
  // 5 s of silence and 300 ms of leaving, once
  expect(clock.nowMs() - startMs).toBeLessThanOrEqual(5_300)
})

test('an answer is given again for 10 s and then no more', async () => {
  const clock = virtualClock()
  const peer = await hostilePeer((socket) => {
    behave(tcpLine(socket))
  })
  const { check } = createChecker(world(clock))
  const pass = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve))
  const first = await check(ask(peer.port))
  await pass(9_999)
  expect(await check(ask(peer.port))).toEqual({ ...first, cached: true })
  await pass(1)
  expect(await check(ask(peer.port))).not.toHaveProperty('cached')
  expect(peer.connections()).toBe(2)
})

test.each([
  ['secret', ask(0, 'other')],
  ['name', ask(0, 'secret', 'other')],
  ['both, with the same text in a row', ask(0, 'ecret', 'nets')],
])('another %s is another question', async (_what, other) => {
  const peer = await hostilePeer((socket) => {
    behave(tcpLine(socket))
  })
  const { check } = createChecker(world(virtualClock()))
  await check(ask(peer.port))
  const result = await check({ ...other, server: ask(peer.port).server })
  expect(result).not.toHaveProperty('cached')
  expect(peer.connections()).toBe(2)
})

test('too many that wait for one silent node are told that the checker is busy', async () => {
  const clock = virtualClock()
  const peer = await hostilePeer(() => {})
  const { check } = createChecker(world(clock))
  const startMs = clock.nowMs()
  const results = await Promise.all(Array.from({ length: 20 }, (_, i) => check(ask(peer.port, `s${i}`))))
  const codes = results.map(({ code }) => code)
  // three take their turns within 15 s, the rest give up; nobody waits for ever
  expect(codes.filter((code) => code === 'handshake_timeout').length).toBeGreaterThanOrEqual(2)
  expect(codes.filter((code) => code === 'checker_unavailable').length).toBeGreaterThanOrEqual(3)
  expect(new Set(codes)).toEqual(new Set(['handshake_timeout', 'checker_unavailable']))
  expect(clock.nowMs() - startMs).toBeLessThanOrEqual(27_000)
  expect(clock.pending()).toBe(0)
  // the line is empty again
  expect((await check(ask(peer.port, 'later'))).code).toBe('handshake_timeout')
})

test('strangers with silent addresses leave a quarter of the places to owners', async () => {
  const clock = virtualClock()
  const silent = await hostilePeer(() => {})
  const well = await hostilePeer((socket) => {
    behave(tcpLine(socket))
  })
  const { check } = createChecker({
    ...world(clock),
    // each name is a node of its own, all of them are the same silent one
    resolver: async () => [{ address: '127.0.0.1', family: 4 }],
  })
  const strangers = Array.from({ length: 260 }, (_, i) =>
    check({ ...ask(silent.port), server: `tcp://s${i}.example:${silent.port}` }, stranger),
  )
  const question = { ...ask(well.port), server: `tcp://owner.example:${well.port}` }
  const turnedAway = await check(question, stranger)
  expect(turnedAway.code).toBe('checker_unavailable')
  expect((await check(question, knownAsker)).code).toBe('ok')
  const codes = (await Promise.all(strangers)).map(({ code }) => code)
  expect(codes.filter((code) => code === 'checker_unavailable')).toHaveLength(260 - 192)
  expect(clock.pending()).toBe(0)
})

test('an abort ends the wait for a turn and is not remembered', async () => {
  const clock = virtualClock()
  const peer = await hostilePeer(() => {})
  const { check } = createChecker(world(clock))
  const stop = new AbortController()
  const first = check(ask(peer.port), knownAsker, stop.signal)
  const second = check(ask(peer.port, 'other'), knownAsker, stop.signal)
  stop.abort()
  expect((await first).code).toBe('aborted')
  expect((await second).is_online).toBe(false)
  expect(clock.pending()).toBe(0)
  expect((await check(ask(peer.port))).code).toBe('handshake_timeout')
})

test('a thousand answers later memory holds no more than its bound of them', async () => {
  const clock = virtualClock()
  const peer = await hostilePeer((socket) => {
    socket.resetAndDestroy()
  })
  const { check } = createChecker(world(clock))
  const first = ask(peer.port, 'first')
  await check(first)
  for (let i = 0; i < 600; i += 1) await check(ask(peer.port, `secret-${i}`))
  const before = peer.connections()
  expect((await check(first)).cached).toBeUndefined()
  expect(peer.connections()).toBeGreaterThan(before)
  expect((await check(ask(peer.port, 'secret-599'))).cached).toBe(true)
})
