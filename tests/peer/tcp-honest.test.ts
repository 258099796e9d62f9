import { expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { ask, hostilePeer } from './support/hostile.ts'
import { behave, tcpLine } from './support/node-peer.ts'
import {
  alone,
  frame,
  handShake,
  nodeId,
  packet,
  prefixed,
  rpcRequest,
  syncBody,
  u32,
} from './support/wire.ts'

const gone = { socketsLeft: 0, timersLeft: 0 }

test('a node alone in its network is online with no peers', async () => {
  const peer = await hostilePeer((socket) => {
    behave(tcpLine(socket))
  })
  const finding = await ask(peer.port)
  expect(finding).toMatchObject(gone)
  expect(finding.result).toMatchObject({
    is_online: true,
    connection_count: 0,
    code: 'ok',
    mode: 'same_network',
    easytier_version: '2.6.4-test',
    secure: false,
    warnings: [],
  })
  expect(finding.result.latency_ms).toBeGreaterThanOrEqual(1)
  expect(finding.result.connect_ms).toBeGreaterThanOrEqual(1)
  expect(finding.result.error).toBeUndefined()
  expect(peer.connections()).toBe(1)
})

test('direct and foreign peers are counted, probes are not', async () => {
  const probeId = 0xffe70001
  const peer = await hostilePeer((socket) => {
    behave(tcpLine(socket), {
      routes: {
        peers: [nodeId, 7, 8],
        unknown: [probeId],
        links: [[false, true, true, true]],
        foreign: [
          { name: 'f1', members: [21, 22] },
          { name: 'f2', members: [31, 0xffe70002] },
          { name: 'f3', members: [] },
        ],
      },
    })
  })
  const { result } = await ask(peer.port)
  expect(result).toMatchObject({
    is_online: true,
    connection_count: 5,
    direct_peer_count: 2,
    foreign_peer_count: 3,
    foreign_network_count: 2,
  })
})

test('an honest node that sends one byte at a time is online', async () => {
  const peer = await hostilePeer((socket) => {
    const line = tcpLine(socket)
    behave({
      onFrame: line.onFrame,
      send(bytes) {
        const whole = Buffer.concat([Buffer.from(new Uint32Array([bytes.length]).buffer), bytes])
        for (const byte of whole) socket.write(Buffer.of(byte))
      },
    })
  })
  const { result } = await ask(peer.port)
  expect(result).toMatchObject({ is_online: true, code: 'ok' })
})

test('a node that says everything in one go, in an unusual order, is understood', async () => {
  const peer = await hostilePeer((socket) => {
    const line = tcpLine(socket)
    behave(line, {
      onHandShake(_line, probeId, digest) {
        const frames = [
          frame(packet.handShake, nodeId, probeId, handShake({ digest })),
          frame(packet.request, nodeId, probeId, rpcRequest({ to: probeId, body: syncBody(alone) })),
          frame(packet.ping, nodeId, probeId, u32(1)),
        ]
        socket.write(Buffer.concat(frames.map(prefixed)))
      },
      onSync: () => {},
    })
  })
  const { result } = await ask(peer.port)
  expect(result).toMatchObject({ is_online: true, connection_count: 0, easytier_version: '2.6.4-test' })
})

test('an abort ends a probe at once and leaves nothing behind', async () => {
  const stop = new AbortController()
  const peer = await hostilePeer((socket) => {
    socket.once('data', () => {
      stop.abort()
    })
  })
  const finding = await ask(peer.port, { signal: stop.signal })
  expect(finding).toMatchObject({ ...gone, tookMs: 0 })
  expect(finding.result).toMatchObject({ is_online: false, code: 'aborted' })
})

test('an abort before the start dials nothing', async () => {
  const peer = await hostilePeer(() => {})
  const { result } = await ask(peer.port, { signal: AbortSignal.abort() })
  expect(result.code).toBe('aborted')
  expect(peer.connections()).toBe(0)
})

test('a node that keeps its end open is left after 300 ms', async () => {
  const peer = await hostilePeer(
    (socket) => {
      behave(tcpLine(socket), { routes: alone })
    },
    { allowHalfOpen: true },
  )
  const finding = await ask(peer.port)
  expect(finding.result.is_online).toBe(true)
  expect(finding).toMatchObject({ ...gone, tookMs: 300 })
})

test('a closed port is refused', async () => {
  const finding = await ask(await freePort())
  expect(finding.result).toMatchObject({
    is_online: false,
    code: 'refused',
    latency_ms: -1,
    connection_count: 0,
  })
  expect(finding).toMatchObject(gone)
})
