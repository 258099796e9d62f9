import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { email, isHostName } from '../../../src/contract/fields.ts'
import { protocolsText, QueryBody } from '../../../src/contract/query.ts'

describe('an e-mail address', () => {
  it('is trimmed and in small letters', () => {
    expect(v.parse(email, ' Some.One+Tag@EXAMPLE.com ')).toBe('some.one+tag@example.com')
  })

  it.each(['\u212Aate@example.com', 'user@\u212A.example.com', 'us\u0131er@example.com'])(
    '%j becomes no other mailbox by its small letters',
    (given) => {
      expect(v.safeParse(email, given).success).toBe(false)
    },
  )
})

describe('the name of a host', () => {
  it.each(['node.example.org', 'xn--fiq.example', '1.example', 'a-b_c.example', '0x7f.example'])(
    '%s is one',
    (name) => {
      expect(isHostName(name)).toBe(true)
    },
  )

  it.each(['0x7f000001', '0x7f.0x0.0x0.0x1', '0X7F000001', '127.1', '2130706433', 'a.0x', 'example.7'])(
    '%s is an IPv4 address to whoever resolves it',
    (name) => {
      expect(isHostName(name)).toBe(false)
    },
  )
})

describe('a list of protocols', () => {
  it.each([
    ['text', `tcp,${'udp,'.repeat(200_000)}`],
    ['array', Array.from({ length: 200_000 }, () => 'tcp')],
  ])('is refused by its length before it is looked through: %s', (_name, protocol) => {
    const { issues } = v.safeParse(QueryBody, { protocol })
    expect(issues).toHaveLength(1)
    expect(issues?.[0]?.message).toBe('protocol 最多 16 个')
  })

  it('takes sixteen, with spaces', () => {
    const names = Array.from({ length: 16 }, () => 'faketcp')
    expect(v.parse(QueryBody, { protocol: names.join(', ') }).protocol).toHaveLength(16)
    expect(v.parse(protocolsText, names.join(','))).toHaveLength(16)
  })
})
