import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { readForwarded } from '../../../src/server/net/forwarded.ts'
import { normalAddress, parseProxies } from '../../../src/server/net/trusted-proxies.ts'

function read(proxies: string, peer: string, headers: Record<string, string> = {}) {
  const request = { socket: { remoteAddress: peer }, headers } as unknown as IncomingMessage
  return readForwarded(request, parseProxies(proxies))
}

describe('the client behind proxies', () => {
  test.each([
    // trusted, peer, X-Forwarded-For, client
    ['', '127.0.0.1', '6.6.6.6', '127.0.0.1'],
    ['loopback', '127.0.0.1', '6.6.6.6', '6.6.6.6'],
    ['loopback', '::1', '6.6.6.6', '6.6.6.6'],
    ['loopback', '::ffff:127.0.0.1', '6.6.6.6', '6.6.6.6'],
    ['loopback', '192.0.2.1', '6.6.6.6', '192.0.2.1'],
    ['loopback', '127.0.0.1', '1.1.1.1, 6.6.6.6', '6.6.6.6'],
    ['loopback', '127.0.0.1', '1.1.1.1, 127.0.0.9', '1.1.1.1'],
    ['loopback 10.0.0.0/8', '127.0.0.1', '6.6.6.6, 10.1.2.3', '6.6.6.6'],
    ['loopback,10.0.0.0/8', '10.9.9.9', '6.6.6.6,10.1.2.3,  10.4.4.4', '6.6.6.6'],
    ['loopback', '127.0.0.1', '', '127.0.0.1'],
    ['loopback', '127.0.0.1', 'unknown', '127.0.0.1'],
    ['loopback', '127.0.0.1', '6.6.6.6, unknown', '127.0.0.1'],
    ['loopback', '127.0.0.1', '6.6.6.6:1234', '6.6.6.6'],
    ['loopback', '127.0.0.1', '[2001:db8::1]:443', '2001:db8::1'],
    ['loopback', '127.0.0.1', '2001:0DB8:0::0001', '2001:db8::1'],
    ['loopback', '127.0.0.1', '::ffff:6.6.6.6', '6.6.6.6'],
    ['2001:db8::/32', '2001:db8:5::1', '2001:db8:7::1, 2001:dead::2', '2001:dead::2'],
    ['2001:db8::/32', '2001:db8:5::1', '2001:dead::2, 2001:db8:7::1', '2001:dead::2'],
    ['::1', '::1', '6.6.6.6', '6.6.6.6'],
    ['0.0.0.0/0', '6.6.6.6', '1.2.3.4', '1.2.3.4'],
    ['loopback', '127.0.0.1', `${'127.0.0.1,'.repeat(100)}127.0.0.1`, '127.0.0.1'],
  ])('TRUSTED_PROXIES=%s, peer %s, X-Forwarded-For: %s -> %s', (proxies, peer, named, client) => {
    expect(read(proxies, peer, { 'x-forwarded-for': named }).clientIp).toBe(client)
  })

  test('scheme and host of the last proxy, of a trusted peer alone', () => {
    const headers = { 'x-forwarded-proto': 'http, HTTPS', 'x-forwarded-host': 'a.example, b.example' }
    expect(read('loopback', '127.0.0.1', headers)).toMatchObject({ protocol: 'https', host: 'b.example' })
    expect(read('loopback', '192.0.2.1', headers)).toMatchObject({ protocol: 'http', host: undefined })
  })
})

test.each(['localhost', '10.0.0.0/33', '10.0.0', '1.2.3.4/', '::1/129', 'loopback;', '*'])(
  'TRUSTED_PROXIES=%s is refused by name',
  (text) => {
    expect(() => parseProxies(`loopback, ${text}`)).toThrow(text)
  },
)

test.each([
  ['1.2.3.4', '1.2.3.4'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['2001:0db8:0000::0001', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['1.2.3', undefined],
  ['nobody', undefined],
  ['', undefined],
])('%s in its shortest form is %s', (text, normal) => {
  expect(normalAddress(text)).toBe(normal)
})
