import { describe, expect, it } from 'vitest'
import { ipSubject } from '../../../src/domain/values/ip-subject.ts'

describe('ipSubject', () => {
  it.each([
    ['203.0.113.1', '203.0.113.1'],
    ['', ''],
    ['2001:db8:1:1234:3:4:5:6', '2001:db8:1:12'],
    ['2001:db8:1:12ff::1', '2001:db8:1:12'],
    ['2001:db8:1:1300::1', '2001:db8:1:13'],
    ['2001:db8:1:34:3:4:5:6', '2001:db8:1:0'],
    ['2001:0DB8:0001:0102::1', '2001:db8:1:1'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['::', '0:0:0:0'],
    ['fe80::1:2:3:4', 'fe80:0:0:0'],
    ['::ffff:203.0.113.1', '203.0.113.1'],
  ])('%j is %j', (ip, subject) => {
    expect(ipSubject(ip)).toBe(subject)
  })
})
