import { expect, test } from 'vitest'
import { isPublicHost } from '../../../src/ui/lib/public-host.ts'

test.each([
  ['nodes.example.com', true],
  ['203.0.113.5', true],
  ['[2001:db8::5]', true],
  ['172.32.0.1', true],
  ['100.128.0.1', true],
  ['10.example.com', true],
  ['localhost', false],
  ['nas', false],
  ['nas.lan', false],
  ['site.localhost', false],
  ['box.home.arpa', false],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['192.168.1.5', false],
  ['172.16.0.1', false],
  ['100.64.0.1', false],
  ['169.254.1.1', false],
  ['[::1]', false],
  ['[fd00::1]', false],
  ['[fe80::1]', false],
])('%s may be reached by strangers: %s', (host, isPublic) => {
  expect(isPublicHost(host)).toBe(isPublic)
})
