import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { cutBytes, cutPoints } from '../../../../src/services/notify/cut.ts'
import { dingtalkSign, feishuSign, webhookSignature } from '../../../../src/services/notify/sign.ts'
import { kinds } from '../../../../src/services/notify/kinds/table.ts'
import type { Message } from '../../../../src/services/notify/message.ts'

async function webCryptoHmac(key: string, text: string): Promise<Buffer> {
  const bytes = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const imported = await crypto.subtle.importKey('raw', bytes.encode(key), algorithm, false, ['sign'])
  return Buffer.from(await crypto.subtle.sign('HMAC', imported, bytes.encode(text)))
}

describe('signatures', () => {
  it('of Feishu: the vector of its documentation', () => {
    expect(feishuSign(1_599_360_473, 'demo')).toBe('l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=')
  })

  it('are those of another implementation', async () => {
    const samples = fc.sample(fc.tuple(fc.nat(), fc.string({ unit: 'grapheme', minLength: 1 })), 50)
    for (const [time, secret] of samples) {
      expect(feishuSign(time, secret)).toBe(
        (await webCryptoHmac(`${time}\n${secret}`, '')).toString('base64'),
      )
      expect(dingtalkSign(time, secret)).toBe(
        (await webCryptoHmac(secret, `${time}\n${secret}`)).toString('base64'),
      )
      const hex = (await webCryptoHmac(secret, `${time}.{"a":1}`)).toString('hex')
      expect(webhookSignature(time, secret, '{"a":1}')).toBe(`sha256=${hex}`)
    }
  })
})

describe('cuts', () => {
  it.each([
    ['节点节点', 12, '节点节点'],
    ['节点节点', 11, '节点…'],
    ['节点节点', 9, '节点…'],
    ['节点节点', 8, '节…'],
    ['a😀b', 6, 'a😀b'],
    ['a😀bc', 6, 'a…'],
    ['aé😀', 6, 'aé…'],
    ['😀😀', 7, '😀…'],
    ['😀😀', 6, '…'],
  ])('%s to %i bytes', (text, max, expected) => {
    expect(cutBytes(text, max)).toBe(expected)
  })

  it.each([
    ['😀😀😀', 3, '😀😀😀'],
    ['😀😀😀', 2, '😀…'],
    ['abc', 2, 'a…'],
  ])('%s to %i code points', (text, max, expected) => {
    expect(cutPoints(text, max)).toBe(expected)
  })

  it('stay within their bound, begin as the text does and split no character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 3, max: 60 }), (text, max) => {
        const cut = cutBytes(text, max)
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(max)
        expect(cut === text || text.startsWith(cut.slice(0, -1))).toBe(true)
        expect(/\p{Surrogate}/u.test(cut) && !/\p{Surrogate}/u.test(text)).toBe(false)
        expect([...cutPoints(text, max)].length).toBeLessThanOrEqual(max)
      }),
    )
  })
})

describe('a long message', () => {
  const long: Message = {
    language: 'zh-CN',
    title: '节'.repeat(300),
    text: '😀节'.repeat(40_000),
    url: 'https://nodes.example.com/',
    isUrgent: false,
    changes: [],
  }
  const making = { credential: { key: 'SCTabcdefgh', url: 'https://x.example/?a' }, nowMs: 0 }
  const bodyOf = (kind: keyof typeof kinds) => JSON.parse(kinds[kind].request(long, making).body)

  it('is cut to what each service takes', () => {
    expect([...bodyOf('telegram').text]).toHaveLength(4096)
    expect(Buffer.byteLength(bodyOf('wecom').text.content)).toBeLessThanOrEqual(2048)
    expect(Buffer.byteLength(bodyOf('dingtalk').markdown.text)).toBeLessThanOrEqual(20_000)
    expect(Buffer.byteLength(kinds.feishu.request(long, making).body)).toBeLessThanOrEqual(20_480)
    expect([...bodyOf('discord').content]).toHaveLength(2000)
    expect(Buffer.byteLength(bodyOf('ntfy').message)).toBeLessThanOrEqual(4096)
    expect([...bodyOf('serverchan').title]).toHaveLength(32)
    expect([...bodyOf('wxpusher').summary]).toHaveLength(100)
  })
})

describe('a template of a webhook', () => {
  const message: Message = {
    language: 'en',
    title: 'a "title"',
    text: 'one\ntwo',
    url: 'https://nodes.example.com/',
    isUrgent: false,
    changes: [
      { event: 'offline', node: { id: 1, name: 'n"1' }, state: 'down', since: 's', message: 'm', url: 'u' },
    ],
  }

  it('is filled with what may stand in a JSON text', () => {
    const template = '{"t":"{title}","n":"{node}","m":"{message}","x":"{other}","e":{"s":"{state}"}}'
    const { body } = kinds.webhook.request(message, {
      credential: { url: 'https://h.example', template },
      nowMs: 0,
    })
    expect(JSON.parse(body)).toEqual({
      t: 'a "title"',
      n: 'n"1',
      m: 'one\ntwo',
      x: '{other}',
      e: { s: 'down' },
    })
  })
})
