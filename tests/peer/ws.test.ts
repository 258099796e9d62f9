import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { askWatched, blockOf, grownBytesMax, pour, pouredBytesMax } from './support/flood.ts'
import { ask, hostilePeer, type Asking, type Finding } from './support/hostile.ts'
import { behave } from './support/node-peer.ts'
import { virtualClock } from './support/virtual-clock.ts'
import { frame, nodeId, packet, u32 } from './support/wire.ts'
import { onUpgrade, rawWsLine, secured, switching, wsFrame } from './support/ws-peer.ts'

const gone = { socketsLeft: 0, timersLeft: 0 }

async function meet(onConnection: (socket: Socket) => void, asking: Asking = {}): Promise<Finding> {
  const peer = await hostilePeer(onConnection)
  return ask(peer.port, { scheme: 'ws', ...asking })
}

function expectOffline(finding: Finding, code: string, tookMs = 4_300): void {
  expect(finding.result).toMatchObject({ is_online: false, code })
  expect(finding).toMatchObject(gone)
  expect(finding.tookMs).toBeLessThanOrEqual(tookMs)
}

/** A peer that upgrades properly and then does what the test says. */
function upgraded(then: (socket: Socket) => void): (socket: Socket) => void {
  return (socket) => {
    onUpgrade(socket, (_request, accept) => {
      socket.write(switching(accept))
      then(socket)
    })
  }
}

test('an honest node over WebSocket is online; path, query and host are kept, nothing else is offered', async () => {
  let request = ''
  const controls: number[] = []
  const peer = await hostilePeer((socket) => {
    onUpgrade(socket, (head, accept) => {
      request = head
      socket.write(switching(accept))
      behave(rawWsLine(socket, (opcode) => controls.push(opcode)))
    })
  })
  const { result, ...rest } = await ask(peer.port, {
    scheme: 'ws',
    host: 'node.example',
    path: '/ws?room=a%20b',
  })
  expect(rest).toMatchObject(gone)
  expect(result).toMatchObject({ is_online: true, code: 'ok', easytier_version: '2.6.4-test' })
  expect(request).toMatch(/^GET \/ws\?room=a%20b HTTP\/1\.1\r\n/)
  expect(request.toLowerCase()).toContain(`host: node.example:${peer.port}\r\n`)
  expect(request.toLowerCase()).not.toMatch(/sec-websocket-(extensions|protocol)|origin|cookie|authorization/)
  // a close frame at the end, never a ping or pong
  expect(controls).toEqual([8])
})

test('an honest node over TLS is online; a name goes into SNI, an address does not', async () => {
  const names: (string | false | null)[] = []
  const peer = await hostilePeer((socket) => {
    const tls = secured(socket, (name) => names.push(name))
    upgraded((open) => {
      behave(rawWsLine(open))
    })(tls)
  })
  for (const host of ['node.example', '127.0.0.1']) {
    const finding = await ask(peer.port, { scheme: 'wss', host })
    expect(finding).toMatchObject(gone)
    expect(finding.result).toMatchObject({ is_online: true, code: 'ok', secure: false })
  }
  expect(names[0]).toBe('node.example')
  expect(names[1]).toBeFalsy()
})

test('a WebSocket that never upgrades', async () => {
  expectOffline(await meet(() => {}), 'ws_upgrade_failed')
})

test('an upgrade of one byte a second', async () => {
  const clock = virtualClock()
  const servers = clock.other()
  const finding = await meet(
    (socket) => {
      onUpgrade(socket, (_request, accept) => {
        const answer = switching(accept)
        let sent = 0
        const drip = (): void => {
          if (socket.destroyed) return
          socket.write(answer.slice(sent, sent + 1))
          sent += 1
          servers.after(1_000, drip)
        }
        drip()
      })
    },
    { clock },
  )
  expectOffline(finding, 'ws_upgrade_failed')
})

test.each([200, 204, 301, 307, 400, 401, 403, 404, 426, 500, 502, 503])(
  'status %i instead of an upgrade',
  async (status) => {
    const other = await hostilePeer(() => {})
    const finding = await meet((socket) => {
      onUpgrade(socket, () => {
        socket.write(
          `HTTP/1.1 ${status} No\r\nLocation: ws://127.0.0.1:${other.port}/\r\nContent-Length: 0\r\n\r\n`,
        )
      })
    })
    expectOffline(finding, 'ws_upgrade_failed')
    expect(finding.result.error).toContain(`HTTP ${status}`)
    // redirects are not followed
    expect(other.connections()).toBe(0)
  },
)

test.each<[string, string, (accept: string) => string | Buffer]>([
  ['a wrong accept key', 'ws_upgrade_failed', () => switching('bm8gd2F5')],
  [
    'an upgrade to HTTP/2',
    'ws_upgrade_failed',
    () => 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
  ],
  [
    'bare HTTP/2 frames',
    'wrong_protocol',
    () => Buffer.from('00000c040000000000000300000064000400100000', 'hex'),
  ],
  [
    'a protocol nobody asked for',
    'ws_upgrade_failed',
    (accept) => switching(accept, 'Sec-WebSocket-Protocol: chat\r\n'),
  ],
  [
    'compression nobody asked for',
    'ws_upgrade_failed',
    (accept) => switching(accept, 'Sec-WebSocket-Extensions: permessage-deflate\r\n'),
  ],
  [
    'a header of 17 KiB',
    'ws_upgrade_failed',
    (accept) => switching(accept, `X-Long: ${'x'.repeat(17_408)}\r\n`),
  ],
  ['SSH', 'wrong_protocol', () => 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['SMTP', 'wrong_protocol', () => '220 mail.example ESMTP\r\n'],
  ['an EasyTier frame', 'wrong_protocol', () => frame(packet.handShake, nodeId, 0, Buffer.alloc(40))],
])('%s in answer to the upgrade', async (_what, code, answer) => {
  const finding = await meet((socket) => {
    onUpgrade(socket, (_request, accept) => {
      socket.write(answer(accept))
    })
  })
  expectOffline(finding, code)
})

test('a close or reset in place of an upgrade', async () => {
  expectOffline(await meet((socket) => onUpgrade(socket, () => socket.end())), 'ws_upgrade_failed')
  expectOffline(
    await meet((socket) => onUpgrade(socket, () => socket.resetAndDestroy())),
    'ws_upgrade_failed',
  )
})

test('endless headers are cut off', async () => {
  const peer = await hostilePeer((socket) => {
    onUpgrade(socket, () => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\n')
      pour(socket, blockOf(Buffer.from('X-Filler: yes\r\n')))
    })
  })
  const { finding, grownBytes } = await askWatched(peer, { scheme: 'ws' })
  expectOffline(finding, 'ws_upgrade_failed')
  expect(grownBytes).toBeLessThanOrEqual(grownBytesMax)
})

test('an endless body under a status that is no upgrade is not read', async () => {
  const peer = await hostilePeer((socket) => {
    onUpgrade(socket, () => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
      pour(socket, blockOf(Buffer.from('5\r\nhello\r\n')))
    })
  })
  const { finding, grownBytes } = await askWatched(peer, { scheme: 'ws' })
  expectOffline(finding, 'ws_upgrade_failed')
  expect(grownBytes).toBeLessThanOrEqual(grownBytesMax)
})

test.each<[string, Buffer]>([
  ['text', wsFrame(1, Buffer.from('hello'))],
  ['a message of 65,537 bytes', wsFrame(2, Buffer.alloc(65_537))],
  ['the head of a message of 4 GiB', Buffer.of(0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0)],
  ['the head of a message of 2^63 bytes', Buffer.of(0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0)],
  ['reserved bits', wsFrame(2, Buffer.alloc(20), { bits: 0x40 })],
  ['a reserved opcode', wsFrame(5, Buffer.alloc(20))],
  ['a masked frame', Buffer.concat([Buffer.of(0x82, 0x81, 1, 2, 3, 4, 5)])],
  ['a continuation of nothing', wsFrame(0, Buffer.alloc(20))],
  ['a control frame of 126 bytes', wsFrame(9, Buffer.alloc(126))],
  ['a message of 15 bytes', wsFrame(2, Buffer.alloc(15))],
  ['an empty message', wsFrame(2, Buffer.alloc(0))],
  [
    'a frame with the TCP prefix',
    wsFrame(2, Buffer.concat([u32(60), frame(2, nodeId, 0, Buffer.alloc(44))])),
  ],
])('%s after the upgrade is no EasyTier', async (_what, bytes) => {
  expectOffline(await meet(upgraded((socket) => void socket.write(bytes))), 'not_easytier')
})

test('bytes that come along with the upgrade answer are not lost', async () => {
  const finding = await meet((socket) => {
    onUpgrade(socket, (_request, accept) => {
      socket.write(Buffer.concat([Buffer.from(switching(accept)), wsFrame(1, Buffer.from('early'))]))
    })
  })
  expectOffline(finding, 'not_easytier')
})

test('silence after the upgrade', async () => {
  expectOffline(await meet(upgraded(() => {})), 'handshake_timeout', 5_300)
})

test.each([1000, 1006, 1011, 4401, 4403, 4408])('close code %i in answer to the handshake', async (code) => {
  const peer = await hostilePeer(
    upgraded((socket) => {
      socket.once('data', () => {
        if (code !== 1006) socket.write(wsFrame(8, Buffer.of(code >> 8, code & 0xff)))
        socket.end()
      })
    }),
  )
  expectOffline(await ask(peer.port, { scheme: 'ws' }), 'closed_no_response', 1_000)
  expect(peer.connections()).toBe(2)
})

test('a close frame whose sender keeps the socket open', async () => {
  const finding = await meet(
    upgraded((socket) => {
      socket.write(wsFrame(8, Buffer.of(1000 >> 8, 1000 & 0xff)))
    }),
  )
  expect(['closed_no_response', 'handshake_timeout']).toContain(finding.result.code)
  expect(finding).toMatchObject(gone)
})

test.each<[string, Buffer, string]>([
  ['pings', wsFrame(9, Buffer.alloc(100)), 'handshake_timeout'],
  ['pongs', wsFrame(10, Buffer.alloc(100)), 'handshake_timeout'],
  ['fragments', wsFrame(0, Buffer.alloc(10), { fin: false }), 'not_easytier'],
  ['empty fragments', wsFrame(0, Buffer.alloc(0), { fin: false }), 'not_easytier'],
])('an endless flood of %s', async (_what, one, code) => {
  const peer = await hostilePeer(
    upgraded((socket) => {
      socket.write(wsFrame(2, Buffer.alloc(1), { fin: false }))
      pour(socket, blockOf(one))
    }),
  )
  const { finding, grownBytes } = await askWatched(peer, { scheme: 'ws', clock: virtualClock() })
  expectOffline(finding, code, 5_300)
  expect(grownBytes).toBeLessThanOrEqual(grownBytesMax)
})

test('an endless flood of messages is cut off at 4 MiB', async () => {
  const block = blockOf(wsFrame(2, frame(11, nodeId, 1, Buffer.alloc(1_000))))
  const peer = await hostilePeer(
    upgraded((socket) => {
      behave(rawWsLine(socket), {
        onPing: () => {
          pour(socket, block)
        },
      })
    }),
  )
  const { finding, grownBytes } = await askWatched(peer, { scheme: 'ws' })
  expectOffline(finding, 'not_easytier')
  expect(peer.written()).toBeLessThanOrEqual(pouredBytesMax)
  expect(grownBytes).toBeLessThanOrEqual(grownBytesMax)
})

test('an abort in the middle of an upgrade', async () => {
  const stop = new AbortController()
  const finding = await meet(
    (socket) => {
      onUpgrade(socket, () => {
        stop.abort()
      })
    },
    { signal: stop.signal },
  )
  expectOffline(finding, 'aborted', 0)
})

test.each([
  [60, []],
  [61, ['too_many_headers']],
])('an upgrade answer of %i headers: warnings %j', async (count, warnings) => {
  // three are those of the upgrade itself
  const extra = Array.from({ length: count - 3 }, (_, nth) => `x-cdn-${nth}: 1\r\n`).join('')
  const { result } = await meet((socket) => {
    onUpgrade(socket, (_request, accept) => {
      socket.write(switching(accept, extra))
      behave(rawWsLine(socket))
    })
  })
  expect(result).toMatchObject({ is_online: true, code: 'ok', warnings })
})
