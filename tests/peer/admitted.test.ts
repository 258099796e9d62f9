import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { ask, hostilePeer, type Finding, type Peer } from './support/hostile.ts'
import { behave, sync, tcpLine, type Line, type Manners } from './support/node-peer.ts'
import {
  alone,
  field,
  frame,
  message,
  nodeId,
  packet,
  requestBody,
  rpcRequest,
  rpcResponse,
  syncBody,
  syncTaken,
  u32,
  varint,
} from './support/wire.ts'

/** A node that behaves up to some point; `socket` for those that then reset. */
async function meet(manners: (socket: Socket) => Manners): Promise<Finding & { peer: Peer }> {
  const peer = await hostilePeer((socket) => {
    behave(tcpLine(socket), manners(socket))
  })
  return { ...(await ask(peer.port)), peer }
}

const gone = { socketsLeft: 0, timersLeft: 0 }

/** Online all the same, since it answered pings; the count is unknown and said to be. */
function expectNoCount(finding: Finding): void {
  expect(finding.result).toMatchObject({
    is_online: true,
    connection_count: 0,
    warnings: ['sync_unavailable'],
  })
  expect(finding).toMatchObject(gone)
  expect(finding.tookMs).toBeLessThanOrEqual(3_300)
}

test('silence after the handshake: online, but no pong', async () => {
  const finding = await meet(() => ({ onPing: () => {} }))
  expect(finding).toMatchObject(gone)
  expect(finding.result).toMatchObject({ is_online: true, warnings: ['no_pong'] })
  expect(finding.tookMs).toBeLessThanOrEqual(2_800)
})

test('pongs that answer nothing we asked are no pongs', async () => {
  const spoilt: ((raw: Buffer) => Buffer)[] = [
    (raw) => frame(packet.pong, nodeId, 0, u32(raw.readUInt32LE(16) + 1)),
    () => frame(packet.pong, nodeId, 0, Buffer.alloc(0)),
    (raw) => frame(packet.pong, nodeId, 0, Buffer.concat([raw.subarray(16), Buffer.alloc(4)])),
  ]
  for (const spoil of spoilt) {
    const { result } = await meet(() => ({
      onPing: (line, raw) => {
        line.send(spoil(raw))
      },
    }))
    expect(result).toMatchObject({ is_online: true, warnings: ['no_pong'] })
  }
})

test('one pong and no more: online, no count', async () => {
  const finding = await meet(() => ({
    onPing(line, raw, nth) {
      const pong = Buffer.from(raw)
      pong[8] = packet.pong
      if (nth === 1) line.send(pong)
    },
    onSync: () => {},
  }))
  expectNoCount(finding)
})

test('no sync: online, no count', async () => {
  expectNoCount(await meet(() => ({ onSync: () => {} })))
})

test.each<[string, (line: Line, probeId: number) => void]>([
  [
    'a frame from somebody else',
    (line, to) => line.send(frame(packet.request, 5, to, rpcRequest({ from: 5, to, body: syncBody(alone) }))),
  ],
  [
    'a packet for somebody else',
    (line, to) =>
      line.send(frame(packet.request, nodeId, to, rpcRequest({ to: to ^ 1, body: syncBody(alone) }))),
  ],
  [
    'a service nobody has',
    (line, to) =>
      line.send(
        frame(packet.request, nodeId, to, rpcRequest({ to, body: syncBody(alone), service: 'Nobody' })),
      ),
  ],
  ['an empty packet', (line, to) => line.send(frame(packet.request, nodeId, to, Buffer.alloc(0)))],
  [
    'an error for an answer',
    (line, to) =>
      line.send(
        frame(
          packet.response,
          nodeId,
          to,
          message(
            field(1, nodeId),
            field(2, to),
            field(3, 1),
            field(5, message(field(2, message(field(3, 'x'))))),
          ),
        ),
      ),
  ],
  [
    'a cipher nobody knows',
    (line, to) => {
      const sealed = frame(packet.request, nodeId, to, Buffer.alloc(300, 0xa5))
      sealed[9] = 1
      line.send(sealed)
    },
  ],
  [
    '1025 pieces',
    (line, to) =>
      line.send(frame(packet.request, nodeId, to, rpcRequest({ to, body: Buffer.alloc(9), total: 1025 }))),
  ],
  [
    '2^32 - 1 pieces',
    (line, to) =>
      line.send(
        frame(packet.request, nodeId, to, rpcRequest({ to, body: Buffer.alloc(9), total: 2 ** 32 - 1 })),
      ),
  ],
  [
    'piece 7 of 3',
    (line, to) =>
      line.send(
        frame(packet.request, nodeId, to, rpcRequest({ to, body: Buffer.alloc(9), total: 3, index: 7 })),
      ),
  ],
  [
    'only the first of two pieces, again and again',
    (line, to) => {
      for (let i = 0; i < 200; i += 1)
        line.send(frame(packet.request, nodeId, to, rpcRequest({ to, body: Buffer.alloc(900), total: 2 })))
    },
  ],
  [
    'first pieces of ever new messages',
    (line, to) => {
      for (let i = 0; i < 2_000; i += 1) {
        line.send(
          frame(
            packet.request,
            nodeId,
            to,
            rpcRequest({ to, transaction: BigInt(i), body: Buffer.alloc(900), total: 2 }),
          ),
        )
      }
    },
  ],
  [
    'a sync cut off in the middle',
    (line, to) =>
      line.send(frame(packet.request, nodeId, to, rpcRequest({ to, body: syncBody(alone).subarray(0, 40) }))),
  ],
  [
    'a bitmap shorter than its ids',
    (line, to) => {
      const bitmap = message(
        ...Array.from({ length: 100 }, (_, id) => field(1, message(field(1, id + 1)))),
        field(2, Buffer.alloc(3)),
      )
      line.send(
        frame(
          packet.request,
          nodeId,
          to,
          rpcRequest({ to, body: requestBody(message(field(1, nodeId), field(5, bitmap))) }),
        ),
      )
    },
  ],
  [
    'a bitmap of 4,097 ids',
    (line, to) => {
      const ids = Array.from({ length: 4_097 }, () => field(1, message(field(1, nodeId))))
      line.send(
        frame(
          packet.request,
          nodeId,
          to,
          rpcRequest({ to, body: requestBody(message(field(5, message(...ids, field(2, Buffer.of(1)))))) }),
        ),
      )
    },
  ],
  [
    'an oversized length inside',
    (line, to) => {
      line.send(
        frame(
          packet.request,
          nodeId,
          to,
          rpcRequest({ to, body: requestBody(Buffer.concat([Buffer.of(0x22), varint(2 ** 31 - 1)])) }),
        ),
      )
    },
  ],
])('a sync of %s: online, no count', async (_what, onSync) => {
  expectNoCount(await meet(() => ({ onSync })))
})

test('a node that takes our request but pushes nothing is asked again under another id', async () => {
  const ids: number[] = []
  const peer = await hostilePeer((socket) => {
    behave(tcpLine(socket), {
      onSync(line, probeId) {
        ids.push(probeId)
        line.send(frame(packet.response, nodeId, probeId, rpcResponse(probeId, syncTaken)))
        if (ids.length > 1) sync(line, probeId, { peers: [nodeId, 9], links: [[false, true]] })
      },
    })
  })
  const { result } = await ask(peer.port)
  expect(result).toMatchObject({ is_online: true, connection_count: 1, warnings: [] })
  expect(new Set(ids).size).toBe(2)
})

test('a node that never pushes is asked twice and no more', async () => {
  const peer = await hostilePeer((socket) => {
    behave(tcpLine(socket), {
      onSync(line, probeId) {
        line.send(frame(packet.response, nodeId, probeId, rpcResponse(probeId, syncTaken)))
      },
    })
  })
  const { result } = await ask(peer.port)
  expect(result).toMatchObject({ is_online: true, warnings: ['sync_unavailable'] })
  expect(peer.connections()).toBe(2)
})

test('pieces out of order and repeated are put together', async () => {
  const body = syncBody({
    peers: [nodeId, 9],
    links: [
      [false, true],
      [true, false],
    ],
  })
  const cut = [body.subarray(0, 20), body.subarray(20, 50), body.subarray(50)]
  const { result } = await meet(() => ({
    onSync(line, to) {
      for (const index of [2, 0, 2, 0, 1, 1]) {
        line.send(
          frame(
            packet.request,
            nodeId,
            to,
            rpcRequest({ to, body: cut[index] ?? Buffer.alloc(0), total: 3, index }),
          ),
        )
      }
    },
  }))
  expect(result).toMatchObject({ is_online: true, connection_count: 1, warnings: [] })
})

test('a bitmap that lies cannot make more peers than were introduced', async () => {
  const ids = Array.from({ length: 200 }, (_, i) => i + 1)
  const { result } = await meet(() => ({
    routes: {
      peers: [nodeId, 9],
      unknown: ids.filter((id) => id !== 9),
      links: [Array.from({ length: 201 }, () => true)],
    },
  }))
  expect(result).toMatchObject({ is_online: true, connection_count: 1 })
})

test('a sync that is sent a hundred times counts once', async () => {
  const { result } = await meet(() => ({
    onSync(line, to) {
      for (let i = 0; i < 100; i += 1)
        sync(line, to, {
          peers: [nodeId, 9],
          links: [
            [false, true],
            [true, false],
          ],
        })
    },
  }))
  expect(result).toMatchObject({ is_online: true, connection_count: 1 })
})

test('a close or reset at every stage says how far it came', async () => {
  const end = (socket: Socket) => socket.end()
  const reset = (socket: Socket) => socket.resetAndDestroy()
  for (const leave of [end, reset]) {
    const duringSync = await meet((socket) => ({ onSync: () => leave(socket) }))
    expect(duringSync.result).toMatchObject({ is_online: true, warnings: ['dropped'] })
    const afterOnePong = await meet((socket) => ({
      onPing(line, raw, nth) {
        const pong = Buffer.from(raw)
        pong[8] = packet.pong
        if (nth === 1) line.send(pong)
        else leave(socket)
      },
      onSync: () => {},
    }))
    expect(afterOnePong.result).toMatchObject({ is_online: true, warnings: ['dropped'] })
    const beforePong = await meet((socket) => ({ onPing: () => leave(socket) }))
    expect(beforePong.result).toMatchObject({ is_online: false, code: 'secure_mode_required' })
    const afterItsPing = await meet((socket) => ({
      onPing(line, raw) {
        line.send(frame(packet.ping, nodeId, raw.readUInt32LE(0), u32(1)))
        setImmediate(() => leave(socket))
      },
    }))
    expect(['dropped', 'secure_mode_required']).toContain(afterItsPing.result.code)
    for (const finding of [duringSync, afterOnePong, beforePong, afterItsPing])
      expect(finding).toMatchObject(gone)
  }
})
