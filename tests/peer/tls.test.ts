import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { ask, hostilePeer, type Finding } from './support/hostile.ts'
import { virtualClock } from './support/virtual-clock.ts'
import { onUpgrade, secured } from './support/ws-peer.ts'

async function meet(onConnection: (socket: Socket) => void): Promise<Finding> {
  const peer = await hostilePeer(onConnection)
  return ask(peer.port, { scheme: 'wss' })
}

function expectOffline(finding: Finding, code: string): void {
  expect(finding.result).toMatchObject({ is_online: false, code })
  expect(finding).toMatchObject({ socketsLeft: 0, timersLeft: 0 })
  expect(finding.tookMs).toBeLessThanOrEqual(4_300)
}

test('a TLS server that stalls at once', async () => {
  expectOffline(await meet(() => {}), 'tls_error')
})

test.each([1, 5, 6, 90, 200])(
  'a TLS server that stalls after %i bytes of its first flight',
  async (count) => {
    const real = await hostilePeer((socket) => {
      secured(socket)
    })
    const finding = await meet((socket) => {
      const behind = connect(real.port, '127.0.0.1')
      let left = count
      socket.pipe(behind)
      behind.on('data', (chunk: Buffer) => {
        socket.write(chunk.subarray(0, left))
        left = Math.max(0, left - chunk.length)
      })
      behind.on('error', () => {})
      socket.on('close', () => behind.destroy())
    })
    expectOffline(finding, 'tls_error')
  },
)

test('a TLS record of one byte a second', async () => {
  const clock = virtualClock()
  const servers = clock.other()
  const peer = await hostilePeer((socket) => {
    const drip = (): void => {
      if (socket.destroyed) return
      socket.write(Buffer.of(0x16))
      servers.after(1_000, drip)
    }
    drip()
  })
  expectOffline(await ask(peer.port, { scheme: 'wss', clock }), 'tls_error')
})

test.each<[string, (socket: Socket) => void]>([
  ['HTTP', (socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['SSH', (socket) => void socket.write('SSH-2.0-OpenSSH_9.6\r\n')],
  ['SMTP', (socket) => void socket.write('220 mail.example ESMTP\r\n')],
  ['an alert', (socket) => void socket.write(Buffer.of(0x15, 3, 3, 0, 2, 2, 40))],
  ['zeros', (socket) => void socket.write(Buffer.alloc(4_096))],
  ['a close', (socket) => void socket.once('data', () => socket.end())],
  ['a reset', (socket) => void socket.once('data', () => socket.resetAndDestroy())],
])('%s instead of TLS', async (_what, onConnection) => {
  expectOffline(await meet(onConnection), 'tls_error')
})

test.each<[string, (tls: Socket) => void]>([
  ['says nothing', () => {}],
  ['closes', (tls) => onUpgrade(tls, () => tls.end())],
  [
    'answers 404',
    (tls) => onUpgrade(tls, () => tls.write('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')),
  ],
])('a TLS server that then %s', async (_what, then) => {
  const finding = await meet((socket) => {
    then(secured(socket))
  })
  expectOffline(finding, 'ws_upgrade_failed')
})

test('an abort in the middle of a TLS handshake', async () => {
  const stop = new AbortController()
  const peer = await hostilePeer((socket) => {
    socket.once('data', () => {
      stop.abort()
    })
  })
  const finding = await ask(peer.port, { scheme: 'wss', signal: stop.signal })
  expectOffline(finding, 'aborted')
  expect(finding.tookMs).toBe(0)
})
