import { connectionUrl } from '../../../../src/contract/connection-url.ts'
import { describe, expect, it } from 'vitest'
import {
  isHost,
  isPastedAddress,
  isPrivateHost,
  parseAddress,
  parseAddresses,
  toHalfWidth,
} from '../../../../src/ui/lib/address.ts'

describe('parseAddress', () => {
  it.each([
    ['wss://h.example:443', { type: 'WSS', host: 'h.example', port: 443, path: '' }],
    ['wss://h.example:443/ws', { type: 'WSS', host: 'h.example', port: 443, path: '/ws' }],
    ['tcp://203.0.113.5:11010/', { type: 'TCP', host: '203.0.113.5', port: 11010, path: '' }],
    ['udp://[2001:db8::1]:11010', { type: 'UDP', host: '2001:db8::1', port: 11010, path: '' }],
    ['2001:db8::1', { type: undefined, host: '2001:db8::1', port: 0, path: '' }],
    ['[2001:db8::1]', { type: undefined, host: '2001:db8::1', port: 0, path: '' }],
    ['example.net:8443', { type: undefined, host: 'example.net', port: 8443, path: '' }],
    [
      '  ＴＣＰ：／／２０３．０．１１３．５：１１０１０ ',
      { type: 'TCP', host: '203.0.113.5', port: 11010, path: '' },
    ],
  ])('reads %s', (text, expected) => {
    expect(parseAddress(text)).toEqual(expected)
  })

  it.each(['', 'http://h:80', 'a b', '://', '-x-', 'tcp://'])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeUndefined()
  })

  it('reads several lines and leaves out what it cannot read', () => {
    const found = parseAddresses('tcp://a.example:1\nudp://b.example:2, !!!\r\nwss://c.example')
    expect(found.map((one) => [one.type, one.host, one.port])).toEqual([
      ['TCP', 'a.example', 1],
      ['UDP', 'b.example', 2],
      ['WSS', 'c.example', 0],
    ])
  })

  it('takes over a paste only when it is more than a host', () => {
    expect(isPastedAddress('example.net')).toBe(false)
    expect(isPastedAddress('2001:db8::1')).toBe(false)
    expect(isPastedAddress('example.net:443')).toBe(true)
    expect(isPastedAddress('wss://example.net')).toBe(true)
    expect(isPastedAddress('a.example\nb.example')).toBe(true)
  })

  it('reads back what it writes', () => {
    for (const address of [
      { type: 'TCP', ip: '203.0.113.5', port: 1 },
      { type: 'UDP', ip: '2001:db8::1', port: 65535 },
      { type: 'WS', ip: 'h.example', port: 80, path: '/p' },
    ] as const) {
      const read = parseAddress(connectionUrl(address))
      expect(read).toEqual({
        type: address.type,
        host: address.ip,
        port: address.port,
        path: 'path' in address ? address.path : '',
      })
    }
  })
})

it('turns full-width digits into ASCII', () => {
  expect(toHalfWidth(' １１０１０ ')).toBe('11010')
})

describe('isPrivateHost', () => {
  it.each([
    '10.1.2.3',
    '127.0.0.1',
    '172.16.0.1',
    '172.31.9.9',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.1.1',
    '::1',
  ])('warns of %s', (host) => expect(isPrivateHost(host)).toBe(true))
  it.each(['fd00::1', 'fe80::1', '::ffff:10.0.0.1', 'localhost', 'nas.local', 'box.LAN'])(
    'warns of %s',
    (host) => expect(isPrivateHost(host)).toBe(true),
  )
  it.each([
    '203.0.113.5',
    '172.32.0.1',
    '100.128.0.1',
    '11.0.0.1',
    '2001:db8::1',
    '::ffff:8.8.8.8',
    'local.example',
  ])('is silent about %s', (host) => expect(isPrivateHost(host)).toBe(false))
})

describe('names outside of ASCII', () => {
  it('become what DNS and EasyTier know them by', () => {
    expect(toHalfWidth('例子.cn')).toBe('xn--fsqu00a.cn')
    expect(isHost(toHalfWidth(' 节点。中国 '))).toBe(true)
    expect(parseAddress('wss://节点.cn:443/et')).toMatchObject({ type: 'WSS', port: 443, path: '/et' })
    expect(parseAddress('wss://节点.cn:443/et')?.host).toMatch(/^xn--[a-z0-9]+\.cn$/)
  })

  it('leaves a word without a dot and a path as they are', () => {
    expect(toHalfWidth('节点')).toBe('节点')
    expect(toHalfWidth('/节点.cn')).toBe('/节点.cn')
  })
})
