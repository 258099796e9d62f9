import { expect, test } from 'vitest'
import { parseTarget } from '../../../src/probe/target.ts'
import { randomPeerId, randomSessionId, stablePeerId } from '../../../src/probe/peer-id.ts'

test.each([
  ['tcp://1.2.3.4:11010', { scheme: 'tcp', host: '1.2.3.4', port: 11010, path: '', hostIsAddress: true }],
  ['TCP://Node.Example:1', { scheme: 'tcp', host: 'node.example', port: 1, path: '', hostIsAddress: false }],
  ['UDP://node.example:11010', { scheme: 'udp', host: 'node.example', port: 11010, path: '' }],
  ['  tcp://node.example:65535/ ', { host: 'node.example', port: 65535, path: '' }],
  ['ws://node.example:80', { scheme: 'ws', host: 'node.example', port: 80, path: '/' }],
  ['wss://node.example:443/ws?room=1', { scheme: 'wss', port: 443, path: '/ws?room=1' }],
  ['ws://node.example:80?room=1', { path: '/?room=1' }],
  ['ws://node.example:80/a b', null],
  [
    'tcp://[2606:4700::1111]:11010',
    { host: '2606:4700::1111', hostIsAddress: true, node: '[2606:4700::1111]:11010' },
  ],
  ['tcp://节点.example:11010', { host: 'xn--3px729a.example', hostIsAddress: false }],
  ['tcp://2130706433:11010', { host: '127.0.0.1', hostIsAddress: true }],
  ['tcp://node.example.:11010', { host: 'node.example.' }],
])('%s', (server, wanted) => {
  const parsed = parseTarget(server)
  if (wanted === null) expect(parsed).toEqual({ kind: 'refused', code: 'invalid_address' })
  else expect(parsed).toMatchObject({ kind: 'target', target: wanted })
})

test.each([
  ['', 'invalid_address'],
  ['node.example:11010', 'invalid_address'],
  ['tcp://node.example', 'invalid_address'],
  ['tcp://:11010', 'invalid_address'],
  ['tcp://node.example:0', 'invalid_address'],
  ['tcp://node.example:65536', 'invalid_address'],
  ['tcp://user@node.example:1', 'invalid_address'],
  ['tcp://node.example\\@127.0.0.1:1', 'invalid_address'],
  ['tcp://node.example:11010\n', null],
  ['tcp://no\nde.example:11010', 'invalid_address'],
  ['udp://node.example:11010/path', 'invalid_address'],
  ['quic://node.example:11010', 'unsupported_protocol'],
  ['faketcp://node.example:11010', 'unsupported_protocol'],
  ['tcp://1.2.3.256:11010', 'address_forbidden'],
  ['tcp://[fe80::1%25eth0]:11010', 'address_forbidden'],
])('%j is refused as %s', (server, code) => {
  const parsed = parseTarget(server)
  if (code === null) expect(parsed.kind).toBe('target')
  else expect(parsed).toEqual({ kind: 'refused', code })
})

test('peer ids of probes: one for the same node and network, all of the range, never zero', () => {
  const target = (server: string) => {
    const parsed = parseTarget(server)
    if (parsed.kind === 'refused') throw new Error(parsed.code)
    return parsed.target
  }
  const node = target('tcp://1.2.3.4:11010')
  expect(stablePeerId(node, 'net')).toBe(stablePeerId(target('tcp://0x01020304:11010'), 'net'))
  const ids = Array.from({ length: 300 }, (_, i) => stablePeerId(target(`tcp://1.2.3.4:${i + 1}`), 'net'))
  expect(new Set(ids).size).toBeGreaterThan(280)
  const others = Array.from({ length: 300 }, () => randomPeerId())
  expect(new Set(others).size).toBeGreaterThan(280)
  for (const id of [...ids, ...others]) expect(Math.floor(id / 2 ** 16)).toBe(0xffe7)
  const sessions = Array.from({ length: 300 }, () => randomSessionId())
  for (const session of sessions) expect(session > 0n && session < 2n ** 64n).toBe(true)
})
