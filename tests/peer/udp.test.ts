import { createSocket } from 'node:dgram'
import { expect, test } from 'vitest'
import { createChecker } from '../../src/probe/check.ts'
import { systemClock } from '../../src/probe/clock.ts'
import { systemDatagrams } from '../../src/probe/datagrams.ts'
import { systemWorld } from '../../src/probe/probe.ts'
import { createUdpSupport, type UdpSupport } from '../../src/probe/udp-support.ts'
import { createRecentNodes } from '../../src/probe/recent-nodes.ts'
import { ask, type Finding } from './support/hostile.ts'
import { datagram, memoryNetwork, sackOf, udpPeer, wrap, type Heard } from './support/udp-peer.ts'
import { virtualClock } from './support/virtual-clock.ts'
import { frame, handShake, nodeId, packet } from './support/wire.ts'

const noiseMessage1 = 13

function askOver(port: number, asking: Parameters<typeof ask>[1] = {}): Promise<Finding> {
  return ask(port, { ...asking, scheme: 'udp' })
}

/** Nothing of the probe is left. */
function expectClean({ socketsLeft, timersLeft }: Finding): void {
  expect([socketsLeft, timersLeft]).toEqual([0, 0])
}

function of(heard: readonly Heard[], type: number, kind = 0): readonly Heard[] {
  return heard.filter((one) => one.type === type && (kind === 0 || one.frame === kind))
}

function since(startMs: number, heard: readonly Heard[]): readonly number[] {
  return heard.map(({ atMs }) => atMs - startMs)
}

test('a node that takes the network is online; one Syn, one HandShake, 30 ms after the Sack', async () => {
  const clock = virtualClock()
  const { port, heard } = await udpPeer(clock.other())
  const finding = await askOver(port, { clock })
  expect(finding.result).toMatchObject({ is_online: true, code: 'ok', mode: 'same_network', warnings: [] })
  const [syn, handShake, ...rest] = heard
  expect([syn?.type, handShake?.frame]).toEqual([datagram.syn, packet.handShake])
  expect((handShake?.atMs ?? 0) - (syn?.atMs ?? 0)).toBe(30)
  // the pause counts in no figure
  expect([finding.result.connect_ms, finding.result.handshake_ms]).toEqual([1, 1])
  expect(rest.every((one) => one.type === datagram.data && one.frame !== packet.handShake)).toBe(true)
  expect(new Set(heard.map(({ connId, client }) => `${connId} ${client}`)).size).toBe(1)
  expectClean(finding)
})

test('a closed port is refused, at once', async () => {
  const clock = virtualClock()
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const { port } = socket.address()
  await new Promise<void>((resolve) => socket.close(resolve))
  const finding = await askOver(port, { clock })
  expect(finding.result).toMatchObject({ is_online: false, code: 'refused', connect_ms: -1 })
  expect(finding.tookMs).toBe(0)
  expectClean(finding)
})

test('a Syn at 0, 1 and 2 s, given up at 3 s, and once more with another conn_id', async () => {
  const clock = virtualClock()
  const { port, heard } = await udpPeer(clock.other(), { onSyn: () => [] })
  const startMs = clock.nowMs()
  const finding = await askOver(port, { clock })
  expect(finding.result).toMatchObject({ is_online: false, code: 'connect_timeout', connect_ms: -1 })
  expect(since(startMs, heard)).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000])
  expect(heard.every(({ type, bytes }) => type === datagram.syn && bytes.length === 16)).toBe(true)
  const ids = heard.map(({ connId }) => connId)
  expect(new Set(ids.slice(0, 3)).size).toBe(1)
  expect(new Set(ids).size).toBe(2)
  expect(new Set(heard.map(({ bytes }) => bytes.subarray(8).toString('hex'))).size).toBe(6)
  expect(finding.tookMs).toBe(6_000)
  expectClean(finding)
})

test.each([
  ['the Syn', [[], [0]], []],
  ['the Sack', [], [[], [0]]],
] as const)('%s lost once: online, and the time is that of the second', async (_what, toNode, toProbe) => {
  const clock = virtualClock()
  const left = { 'to node': [...toNode], 'to probe': [...toProbe] }
  const { port, heard } = await udpPeer(clock.other(), {}, (way) => left[way].shift() ?? [0])
  const finding = await askOver(port, { clock })
  expect(finding.result).toMatchObject({ is_online: true, connect_ms: 1 })
  expect(of(heard, datagram.data, packet.handShake)).toHaveLength(1)
  expectClean(finding)
})

test('a late Sack tells its real time, and no Syn follows it', async () => {
  const clock = virtualClock()
  let sacks = 0
  const { port, heard } = await udpPeer(clock.other(), {}, (way, bytes) =>
    way === 'to probe' && bytes[4] === datagram.sack && (sacks += 1) === 1 ? [1_200] : [0],
  )
  // the second Syn's answer is lost on the way there
  let syns = 0
  const { port: other, heard: heardThere } = await udpPeer(
    clock.other(),
    {
      onSyn: (syn) => ((syns += 1) === 1 ? [sackOf(syn)] : []),
    },
    (way, bytes) => (way === 'to probe' && bytes[4] === datagram.sack ? [1_200] : [0]),
  )
  const quick = await askOver(port, { clock })
  const late = await askOver(other, { clock })
  expect(quick.result).toMatchObject({ is_online: true, connect_ms: 1 })
  expect(late.result).toMatchObject({ is_online: true, connect_ms: 1_200 })
  for (const all of [heard, heardThere]) {
    const first = all.findIndex(({ type }) => type === datagram.data)
    expect(all.slice(first).every(({ type }) => type === datagram.data)).toBe(true)
  }
})

test.each<[string, (syn: Buffer) => Buffer]>([
  ['another conn_id', (syn) => wrap((syn.readUInt32LE(0) ^ 1) >>> 0, datagram.sack, syn.subarray(8))],
  ['another magic', (syn) => wrap(syn.readUInt32LE(0), datagram.sack, Buffer.alloc(8, 7))],
  ['seven bytes', (syn) => sackOf(syn).subarray(0, 15)],
  [
    'nine bytes',
    (syn) => wrap(syn.readUInt32LE(0), datagram.sack, Buffer.concat([syn.subarray(8), Buffer.of(0)])),
  ],
  ['a length that lies', (syn) => Object.assign(sackOf(syn), { 6: 9 })],
  ['the type of a Syn', (syn) => syn],
  ['nothing in it', () => Buffer.alloc(0)],
])('a Sack with %s does not count', async (_what, wrongSack) => {
  const clock = virtualClock()
  const { port, heard } = await udpPeer(clock.other(), { onSyn: (syn) => [wrongSack(syn)] })
  const finding = await askOver(port, { clock })
  expect(finding.result.code).toBe('connect_timeout')
  expect(of(heard, datagram.data)).toEqual([])
  expectClean(finding)
})

test('no answer to the HandShake: another socket, conn_id and peer id after 1.5 s', async () => {
  const clock = virtualClock()
  let asked = 0
  const { port, heard } = await udpPeer(clock.other(), {
    onData: (_line, bytes) => bytes[8] === packet.handShake && (asked += 1) < 3,
  })
  const finding = await askOver(port, { clock })
  expect(finding.result).toMatchObject({ is_online: true, code: 'ok' })
  const handShakes = of(heard, datagram.data, packet.handShake)
  expect(handShakes).toHaveLength(3)
  for (const what of ['client', 'connId'] as const) {
    expect(new Set(handShakes.map((one) => one[what])).size).toBe(3)
  }
  expect(new Set(handShakes.map(({ bytes }) => bytes.readUInt32LE(8))).size).toBe(3)
  const times = since(handShakes[0]?.atMs ?? 0, handShakes)
  // 1.5 s of waiting, 20 ms of leaving, 30 ms before the next
  expect(times).toEqual([0, 1_550, 3_100])
  expectClean(finding)
})

test('a node that never answers the HandShake is asked five times within 12 s, once a session', async () => {
  const clock = virtualClock()
  const { port, heard } = await udpPeer(clock.other(), { onHandShake: () => {} })
  const finding = await askOver(port, { clock })
  expect(finding.result).toMatchObject({ is_online: false, code: 'handshake_timeout', connect_ms: 1 })
  expect(finding.result.error).toMatch(/密码/)
  const handShakes = of(heard, datagram.data, packet.handShake)
  expect(new Set(handShakes.map(({ client }) => client)).size).toBe(handShakes.length)
  expect(handShakes).toHaveLength(5)
  expect(finding.tookMs).toBeLessThanOrEqual(12_000)
  expectClean(finding)
})

test('what comes before the answer is ignored, and what is malformed', async () => {
  const clock = virtualClock()
  const { port } = await udpPeer(clock.other(), {
    onHandShake(line, probeId, digest) {
      line.send(frame(packet.ping, nodeId, probeId, Buffer.of(9, 0, 0, 0)))
      line.send(frame(packet.request, nodeId, probeId, Buffer.from('nonsense')))
      line.send(frame(packet.handShake, nodeId, probeId, Buffer.from('no protobuf')))
      line.send(Buffer.of(1, 2, 3))
      line.send(frame(packet.handShake, nodeId, probeId, handShake({ digest })))
    },
  })
  const finding = await askOver(port, { clock })
  expect(finding.result).toMatchObject({ is_online: true, code: 'ok' })
  expectClean(finding)
})

test('a node that only talks nonsense is never called "no EasyTier": its Sack was right', async () => {
  const clock = virtualClock()
  const { port } = await udpPeer(clock.other(), {
    onHandShake: (line) => line.send(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')),
  })
  expect((await askOver(port, { clock })).result.code).toBe('handshake_timeout')
})

test('pings go out every 500 ms without a pong, five at most, and one pong is enough', async () => {
  const clock = virtualClock()
  const { port, heard } = await udpPeer(clock.other(), {
    onPing(line, raw, nth) {
      if (nth !== 4) return
      const pong = Buffer.from(raw)
      pong[8] = packet.pong
      line.send(pong)
    },
  })
  const finding = await askOver(port, { clock })
  expect(finding.result).toMatchObject({ is_online: true, code: 'ok', latency_ms: 1 })
  const pings = of(heard, datagram.data, packet.ping)
  const [first] = pings
  // the fifth follows the pong of the fourth at once
  expect(since(first?.atMs ?? 0, pings)).toEqual([0, 500, 1_000, 1_500, 1_500])
  expectClean(finding)
})

test('silence of a node of the own network: Noise once, then offline', async () => {
  const clock = virtualClock()
  const { port, heard } = await udpPeer(clock.other(), { onPing: () => {}, onSync: () => {} })
  const startMs = clock.nowMs()
  const finding = await askOver(port, { clock })
  expect(finding.result).toMatchObject({ is_online: false, code: 'no_pong', mode: 'same_network' })
  expect(of(heard, datagram.data, packet.ping)).toHaveLength(5)
  const noise = of(heard, datagram.data, noiseMessage1)
  expect(noise).toHaveLength(1)
  expect(since(startMs, noise)).toEqual([2_580])
  expect(noise[0]?.bytes.readUInt32LE(8)).not.toBe(heard[1]?.bytes.readUInt32LE(8))
  expectClean(finding)
})

test('silence of another network: offline without Noise, and the text says why that may be', async () => {
  const clock = virtualClock()
  const { port, heard } = await udpPeer(clock.other(), {
    answer: { name: 'other', digest: Buffer.alloc(32) },
    onPing: () => {},
  })
  const finding = await askOver(port, { clock })
  expect(finding.result).toMatchObject({ is_online: false, code: 'no_pong', mode: 'foreign' })
  expect(finding.result.error).toMatch(/外部网络/)
  expect(of(heard, datagram.data, noiseMessage1)).toEqual([])
  expectClean(finding)
})

test("a node's own ping without a pong proves that it took us", async () => {
  const clock = virtualClock()
  const { port } = await udpPeer(clock.other(), {
    onPing(line, raw, nth) {
      if (nth === 2) line.send(frame(packet.ping, nodeId, raw.readUInt32LE(0), Buffer.of(1, 0, 0, 0)))
    },
    onSync: () => {},
  })
  const { result } = await askOver(port, { clock })
  expect(result).toMatchObject({ is_online: true, warnings: ['no_pong'] })
})

test('wrong secret', async () => {
  const clock = virtualClock()
  const { port } = await udpPeer(clock.other(), { answer: { digest: Buffer.alloc(32) } })
  const finding = await askOver(port, { clock })
  expect(finding.result).toMatchObject({ is_online: false, code: 'wrong_secret' })
  expectClean(finding)
})

test('each check has a peer id of its own', async () => {
  const clock = virtualClock()
  const { port, heard } = await udpPeer(clock.other())
  for (let i = 0; i < 4; i += 1) await askOver(port, { clock })
  const ids = of(heard, datagram.data, packet.handShake).map(({ bytes }) => bytes.readUInt32LE(8))
  expect(new Set(ids).size).toBe(4)
})

/** The last thing a node hears, if it is a Syn of another session from the same socket. */
function goodbyes(heard: readonly Heard[]): number {
  const clients = new Set(heard.map(({ client }) => client))
  return [...clients].filter((client) => {
    const all = heard.filter((one) => one.client === client)
    const last = all.at(-1)
    return all.length > 1 && last?.type === datagram.syn && last.connId !== all[0]?.connId
  }).length
}

test('after a check of another network a last Syn says that we are gone', async () => {
  const clock = virtualClock()
  const { port, heard } = await udpPeer(clock.other(), { answer: { name: 'other' } })
  const startMs = clock.nowMs()
  const finding = await askOver(port, { clock })
  expect(finding.result).toMatchObject({ is_online: true, mode: 'foreign' })
  expect(goodbyes(heard)).toBe(1)
  const last = heard.at(-1)?.atMs ?? 0
  expect(startMs + finding.tookMs - last).toBe(20)
  expectClean(finding)
})

test('after a check of the own network only where the node is checked more often than every 15 s', async () => {
  const clock = virtualClock()
  const { port, heard } = await udpPeer(clock.other())
  const recentNodes = createRecentNodes()
  const pause = (ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, resolve))
  await askOver(port, { clock, recentNodes })
  expect(goodbyes(heard)).toBe(0)
  await pause(14_000)
  await askOver(port, { clock, recentNodes })
  expect(goodbyes(heard)).toBe(1)
  await pause(15_100)
  await askOver(port, { clock, recentNodes })
  expect(goodbyes(heard)).toBe(1)
})

test('an abort ends a check at once, in every stage', async () => {
  for (const afterMs of [500, 3_010, 3_045, 3_800]) {
    const clock = virtualClock()
    let syns = 0
    const { port } = await udpPeer(clock.other(), {
      // silent at first, so that the stages come one by one
      onSyn: (syn) => ((syns += 1) > 3 ? [sackOf(syn)] : []),
      onPing: () => {},
    })
    const stop = new AbortController()
    clock.other().after(afterMs, () => stop.abort())
    const finding = await askOver(port, { clock, signal: stop.signal })
    expect(finding.result.code).toBe('aborted')
    expect(finding.tookMs).toBe(afterMs)
    expectClean(finding)
  }
})

test('a flood of 40 MiB after the answer costs no memory, and ends with the deadlines', async () => {
  const clock = virtualClock(0, 2)
  const { medium, datagrams } = memoryNetwork()
  const block = frame(packet.ping, nodeId, 1, Buffer.alloc(60_000))
  let sent = 0
  const { port } = await udpPeer(
    clock.other(),
    {
      onPing(line) {
        for (let i = 0; i < 175; i += 1) line.send(block)
        sent += 175 * block.length
      },
    },
    undefined,
    medium,
  )
  const before = process.memoryUsage().heapUsed
  const finding = await askOver(port, { clock, datagrams })
  expect(sent).toBeGreaterThan(40 * 1_048_576)
  // the node has pinged, so it took us; what came after 4 MiB was not looked at
  expect(finding.result).toMatchObject({ is_online: true, warnings: ['no_pong'] })
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(16 * 1_048_576)
  expectClean(finding)
})

test.each([
  ['datagrams cannot be sent here', false, true, 'any', 0],
  ['nothing comes back from anywhere', true, false, 'public', 6],
] as const)(
  'where %s the answer says so, and nothing of the node',
  async (_what, works, leaves, reach, syns) => {
    const udp: UdpSupport = { works: async () => works, leaves: async () => leaves }
    const clock = virtualClock(0, 2)
    let sent = 0
    const result = await createChecker({
      ...systemWorld,
      clock,
      reach,
      udp,
      datagrams: (_to, events) => {
        queueMicrotask(events.ready)
        return {
          send: () => {
            sent += 1
          },
          close: () => Promise.resolve(),
        }
      },
    }).check({ server: 'udp://8.8.8.8:11010', network_name: 'net', network_secret: '' })
    expect(result).toMatchObject({ is_online: false, code: 'unsupported_here', latency_ms: -1 })
    expect(sent).toBe(syns)
  },
)

test('a socket that may not send is the place, not the node', async () => {
  const clock = virtualClock(0, 2)
  const { result } = await ask(1, {
    scheme: 'udp',
    clock,
    datagrams: (_to, events) => {
      queueMicrotask(() => events.failed('unsupported_here'))
      return { send: () => {}, close: () => Promise.resolve() }
    },
  })
  expect(result.code).toBe('unsupported_here')
})

test('whether UDP works is found out by a datagram to oneself, once a minute', async () => {
  const clock = virtualClock()
  let asked = 0
  const support = createUdpSupport(systemDatagrams, clock, async () => {
    asked += 1
    return true
  })
  expect([await support.works(), await support.works(), asked]).toEqual([true, true, 1])
  await new Promise<void>((resolve) => clock.after(60_001, resolve))
  await support.works()
  expect(asked).toBe(2)
  // and with real sockets
  expect(await createUdpSupport(systemDatagrams, systemClock).works()).toBe(true)
})

test.each([
  ['a resolver answers', 'answer', true],
  ['a resolver answers another question', 'other', false],
  ['nobody answers', 'silence', false],
  ['the way there is missing', 'fault', false],
  ['the way to one of them is missing', 'partly', true],
] as const)('UDP from outside, where %s: %s', async (_what, manner, leaves) => {
  const clock = virtualClock(0, 2)
  let [open, questions] = [0, 0]
  const startMs = clock.nowMs()
  const support = createUdpSupport(({ port }, events) => {
    open += 1
    expect(port).toBe(53)
    const isMissing = manner === 'fault' || (manner === 'partly' && open === 1)
    queueMicrotask(isMissing ? () => events.failed('unreachable') : events.ready)
    return {
      send(bytes) {
        questions += 1
        const answer = Buffer.from(bytes)
        answer[2] = 0x81
        if (manner === 'other') answer[0] = (answer[0] ?? 0) ^ 1
        if (manner !== 'silence') queueMicrotask(() => events.message(answer))
      },
      async close() {
        open -= 1
      },
    }
  }, clock)
  expect(await support.leaves()).toBe(leaves)
  expect(await support.leaves()).toBe(leaves)
  expect(questions).toBe({ fault: 0, partly: 3 }[manner as string] ?? 4)
  expect(clock.nowMs() - startMs).toBeLessThanOrEqual(1_500)
  expect([open, clock.pending()]).toEqual([0, 0])
})
