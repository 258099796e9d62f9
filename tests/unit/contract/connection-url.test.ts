import { describe, expect, it } from 'vitest'
import { connectionUrl } from '../../../src/contract/connection-url.ts'

describe('connectionUrl', () => {
  it.each([
    [{ type: 'UDP', ip: '2001:db8::1', port: 11010 }, 'udp://[2001:db8::1]:11010'],
    [{ type: 'WSS', ip: 'a.example', port: 443, path: '/et?x=1' }, 'wss://a.example:443/et?x=1'],
    [{ type: 'WS', ip: '192.0.2.1', port: 80 }, 'ws://192.0.2.1:80'],
    [{ type: 'TCP', ip: '192.0.2.1', port: 11010, path: '/left' }, 'tcp://192.0.2.1:11010'],
  ])('writes %j as %s: IPv6 in brackets, the path of ws and wss only', (connection, url) => {
    expect(connectionUrl(connection)).toBe(url)
  })
})
