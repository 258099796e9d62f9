import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { ask, hostilePeer, type Finding } from './support/hostile.ts'
import { behave, tcpLine, type Manners } from './support/node-peer.ts'
import { virtualClock, type VirtualClock } from './support/virtual-clock.ts'
import { field, frame, handShake, message, nodeId, packet, prefixed, u32, varint } from './support/wire.ts'

/** Expects an offline result with this code, in time and with nothing left. */
function expectOffline(finding: Finding, code: string, tookMs: number): void {
  expect(finding.result).toMatchObject({ is_online: false, code, latency_ms: -1, connection_count: 0 })
  expect(finding.result.error).toMatch(/\p{Script=Han}/u)
  expect(finding).toMatchObject({ socketsLeft: 0, timersLeft: 0 })
  expect(finding.tookMs).toBeLessThanOrEqual(tookMs)
}

/** Asks a peer that treats each connection so. */
async function meet(onConnection: (socket: Socket) => void, clock?: VirtualClock): Promise<Finding> {
  const peer = await hostilePeer(onConnection)
  return ask(peer.port, clock === undefined ? {} : { clock })
}

/** Asks a peer that answers the first packet with these bytes. */
function meetBytes(bytes: Uint8Array): Promise<Finding> {
  return meet((socket) => {
    socket.once('data', () => socket.write(bytes))
  })
}

function meetManners(manners: Manners): Promise<Finding> {
  return meet((socket) => {
    behave(tcpLine(socket), manners)
  })
}

test('silence', async () => {
  expectOffline(await meet(() => {}), 'handshake_timeout', 5_300)
})

test('silence behind a closed write side', async () => {
  const finding = await meet((socket) => {
    socket.end()
  })
  expectOffline(finding, 'closed_no_response', 12_000)
})

test.each([0, 1, 3, 4, 19, 20, 50])('silence after %i bytes of an answer', async (count) => {
  const answer = prefixed(frame(packet.handShake, nodeId, 0, handShake({})))
  expectOffline(await meetBytes(answer.subarray(0, count)), 'handshake_timeout', 5_300)
})

test('one byte a second', async () => {
  const clock = virtualClock()
  const servers = clock.other()
  const answer = prefixed(frame(packet.handShake, nodeId, 0, handShake({})))
  const finding = await meet((socket) => {
    let sent = 0
    const drip = (): void => {
      socket.write(answer.subarray(sent, sent + 1))
      sent += 1
      if (sent < answer.length && !socket.destroyed) servers.after(1_000, drip)
    }
    drip()
  }, clock)
  expectOffline(finding, 'handshake_timeout', 5_300)
})

test.each([
  ['closes at once', (socket: Socket) => socket.destroy()],
  ['closes after our packet', (socket: Socket) => socket.once('data', () => socket.end())],
  ['resets after our packet', (socket: Socket) => socket.once('data', () => socket.resetAndDestroy())],
])('a peer that %s', async (_what, onConnection) => {
  const peer = await hostilePeer(onConnection)
  expectOffline(await ask(peer.port), 'closed_no_response', 1_000)
  // it could be a node that wants Noise, so there was a second connection
  expect(peer.connections()).toBe(2)
})

test('a peer that resets at once', async () => {
  const finding = await meet((socket) => socket.resetAndDestroy())
  // whether the connect was seen to succeed before the reset is the kernel's business
  expectOffline(finding, finding.result.connect_ms === -1 ? 'refused' : 'closed_no_response', 1_000)
})

test('wrong_secret is never said of a bare close', async () => {
  const finding = await meet((socket) => socket.end())
  expect(finding.result.code).toBe('closed_no_response')
})

test.each([
  ['length 0', u32(0)],
  ['length 15', Buffer.concat([u32(15), Buffer.alloc(15)])],
  ['length 65,537', Buffer.concat([u32(65_537), Buffer.alloc(64)])],
  ['length 2^31', Buffer.concat([u32(2 ** 31), Buffer.alloc(64)])],
  ['length 2^32 - 1', Buffer.concat([u32(2 ** 32 - 1), Buffer.alloc(64)])],
  ['16 bytes, no payload', prefixed(frame(packet.handShake, nodeId, 0, Buffer.alloc(0)))],
  ['65,536 bytes of zeros', prefixed(Buffer.alloc(65_536))],
  ['a type of its own', prefixed(frame(99, nodeId, 0, handShake({})))],
  ['a pong out of turn', prefixed(frame(packet.pong, nodeId, 0, u32(1)))],
])('a frame of %s', async (_what, bytes) => {
  expectOffline(await meetBytes(bytes), 'not_easytier', 300)
})

test.each([
  ['HTTP', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'],
  ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['SMTP', '220 mail.example ESMTP Postfix\r\n'],
  ['FTP', '220 (vsFTPd 3.0.5)\r\n'],
  ['IMAP', '* OK [CAPABILITY IMAP4rev1] ready\r\n'],
  [
    'MySQL',
    '\u004a\u0000\u0000\u0000\u000a8.0.36\u0000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  ],
  ['TLS', '\u0015\u0003\u0001\u0000\u0002\u0002\u0028\u0000\u0000'],
  ['Redis', '-ERR unknown command\r\n'],
])('a banner of %s', async (_what, banner) => {
  const finding = await meet((socket) => {
    socket.write(Buffer.from(banner, 'latin1'))
  })
  expectOffline(finding, 'not_easytier', 300)
})

const digest = Buffer.alloc(32, 7)
test.each([
  ['a wrong magic', handShake({ magic: 0xd1e1a5e0 })],
  ['no magic', message(field(2, nodeId), field(3, 1), field(5, 'net'), field(6, digest))],
  ['a digest of 31 bytes', handShake({ digest: digest.subarray(1) })],
  ['a digest of 33 bytes', handShake({ digest: Buffer.alloc(33) })],
  ['a truncated varint', Buffer.concat([handShake({}), Buffer.of(0x18, 0xff)])],
  ['a varint of eleven bytes', Buffer.concat([handShake({}), Buffer.of(0x18), Buffer.alloc(11, 0xff)])],
  ['a length beyond the end', Buffer.concat([handShake({}), Buffer.of(0x2a), varint(1_000_000)])],
  ['a length of 2^63', Buffer.concat([handShake({}), Buffer.of(0x2a), varint(2n ** 63n)])],
  ['field number 0', Buffer.concat([handShake({}), Buffer.of(0x02, 0x00)])],
  ['a group, which nobody has used since 2008', Buffer.concat([handShake({}), Buffer.of(0x4b)])],
  ['random bytes', Buffer.from('9f3c5aa1e2b40077c18e55d0133f6b92', 'hex')],
])('a handshake with %s', async (_what, payload) => {
  const finding = await meetBytes(prefixed(frame(packet.handShake, nodeId, 0, payload)))
  expectOffline(finding, 'not_easytier', 300)
})

test('another version of the protocol', async () => {
  expectOffline(await meetManners({ answer: { version: 2 } }), 'protocol_version', 300)
})

test('peer id 0', async () => {
  const peer = await hostilePeer((socket) => {
    behave(tcpLine(socket), { answer: { peerId: 0 } })
  })
  expectOffline(await ask(peer.port), 'peer_id_conflict', 1_000)
  expect(peer.connections()).toBe(2)
})

test('our own peer id, once: the second try takes another one', async () => {
  const ids: number[] = []
  const peer = await hostilePeer((socket) => {
    behave(tcpLine(socket), {
      onHandShake(line, probeId, sent) {
        ids.push(probeId)
        const peerId = ids.length === 1 ? probeId : nodeId
        line.send(frame(packet.handShake, peerId, probeId, handShake({ peerId, digest: sent })))
      },
    })
  })
  const { result } = await ask(peer.port)
  expect(result.is_online).toBe(true)
  expect(new Set(ids).size).toBe(2)
  for (const id of ids) expect(Math.floor(id / 2 ** 16)).toBe(0xffe7)
})

test('the same name with zeros or another digest is a wrong secret, whatever follows', async () => {
  for (const answer of [{ digest: Buffer.alloc(32) }, { digest }]) {
    const finding = await meetManners({ answer })
    expectOffline(finding, 'wrong_secret', 300)
  }
})

test('another network that closes has refused ours', async () => {
  const finding = await meet((socket) => {
    behave(tcpLine(socket), {
      onHandShake(line, probeId) {
        line.send(frame(packet.handShake, nodeId, probeId, handShake({ name: 'other' })))
        socket.end()
      },
    })
  })
  expectOffline(finding, 'foreign_rejected', 300)
})

test('the right digest and then a close asks for Noise, which this one does not speak either', async () => {
  const peer = await hostilePeer((socket) => {
    behave(tcpLine(socket), {
      onHandShake(line, probeId, sent) {
        line.send(frame(packet.handShake, nodeId, probeId, handShake({ digest: sent })))
        socket.end()
      },
    })
    // message 1 of Noise is no handshake of ours: it is left without an answer
  })
  expectOffline(await ask(peer.port), 'secure_mode_required', 6_000)
  expect(peer.connections()).toBe(2)
})

test('no socket is left in this process after all that', async () => {
  const sockets = process.getActiveResourcesInfo().filter((name) => /^(TCP|TLS)Socket/.test(name))
  const finding = await meet(() => {})
  expectOffline(finding, 'handshake_timeout', 5_300)
  // the peer's own end goes after the test; ours is closed already
  const after = process.getActiveResourcesInfo().filter((name) => /^(TCP|TLS)Socket/.test(name))
  expect(after.length).toBeLessThanOrEqual(sockets.length + 1)
})
