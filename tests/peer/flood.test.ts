import { expect, test } from 'vitest'
import { askWatched, blockOf, grownBytesMax, pour, pouredBytesMax } from './support/flood.ts'
import { hostilePeer } from './support/hostile.ts'
import { behave, tcpLine } from './support/node-peer.ts'
import { frame, nodeId, packet, prefixed, rpcRequest, u32 } from './support/wire.ts'

const gone = { socketsLeft: 0, timersLeft: 0 }

test.each([
  ['data frames', prefixed(frame(11, nodeId, 1, Buffer.alloc(1_400)))],
  ['frames of 65,536 bytes', prefixed(frame(11, nodeId, 1, Buffer.alloc(65_520)))],
  ['empty frames', prefixed(frame(11, nodeId, 1, Buffer.alloc(0)))],
  ['pings', prefixed(frame(packet.ping, nodeId, 1, u32(1)))],
  ['pongs', prefixed(frame(packet.pong, nodeId, 1, u32(99)))],
  ['handshakes', prefixed(frame(packet.handShake, nodeId, 1, Buffer.alloc(60)))],
  ['RPC answers', prefixed(frame(packet.response, nodeId, 1, Buffer.alloc(1_000)))],
  [
    'pieces',
    prefixed(frame(packet.request, nodeId, 1, rpcRequest({ to: 1, total: 32, body: Buffer.alloc(1_000) }))),
  ],
])('an endless flood of valid %s after admission is cut off at 4 MiB', async (_what, one) => {
  const block = blockOf(one)
  let received = 0
  const peer = await hostilePeer((socket) => {
    socket.on('data', (chunk) => {
      received += chunk.length
    })
    behave(tcpLine(socket), {
      onPing: () => {
        pour(socket, block)
      },
    })
  })
  const { finding, grownBytes } = await askWatched(peer)
  expect(finding).toMatchObject(gone)
  expect(finding.result).toMatchObject({ is_online: false, code: 'not_easytier' })
  expect(peer.written()).toBeLessThanOrEqual(pouredBytesMax)
  expect(grownBytes).toBeLessThanOrEqual(grownBytesMax)
  // no more than 64 answers to it all
  expect(received).toBeLessThanOrEqual(8_192)
})

test('a flood from the first moment on ends at its first frame', async () => {
  const block = blockOf(prefixed(frame(packet.ping, nodeId, 1, u32(1))))
  const peer = await hostilePeer((socket) => {
    pour(socket, block)
  })
  const { finding, grownBytes } = await askWatched(peer)
  expect(finding).toMatchObject(gone)
  expect(finding.result).toMatchObject({ is_online: false, code: 'not_easytier' })
  expect(grownBytes).toBeLessThanOrEqual(grownBytesMax)
})
