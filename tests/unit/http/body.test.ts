import { describe, expect, it } from 'vitest'
import { ServiceError } from '../../../src/contract/errors.ts'
import { parseObject } from '../../../src/contract/json.ts'
import { readBody } from '../../../src/http/body.ts'

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    if (error instanceof ServiceError) return error.code
    throw error
  }
  return 'none'
}

function post(body: BodyInit | null, type?: string): Request {
  return new Request('http://a.example/', {
    method: 'POST',
    body,
    headers: type === undefined ? {} : { 'content-type': type },
  })
}

describe('parseObject', () => {
  it('reads an object and takes an empty text for an empty one', () => {
    expect(parseObject('{"a":1}')).toEqual({ a: 1 })
    expect(parseObject(' \n')).toEqual({})
  })

  it('takes the last of duplicate keys', () => {
    expect(parseObject('{"a":1,"a":2}')).toEqual({ a: 2 })
  })

  it('keeps __proto__ an ordinary key', () => {
    const value = parseObject('{"__proto__":{"admin":true}}')
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.hasOwn(value as object, 'admin')).toBe(false)
  })

  for (const text of ['{', '{"a":}', 'nope', '"', '\u0000', '{"a":1}}', "{'a':1}", '{"a":01}']) {
    it(`refuses ${JSON.stringify(text)}`, async () => {
      expect(await codeOf(() => parseObject(text))).toBe('invalid_json')
    })
  }

  for (const text of ['[]', 'null', '1', '"text"', 'true', '[{"a":1}]']) {
    it(`refuses ${text}, which is no object`, async () => {
      expect(await codeOf(() => parseObject(text))).toBe('invalid_body')
    })
  }

  it('bounds the depth, whatever quotes and brackets are inside strings', async () => {
    const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
    expect(await codeOf(() => parseObject(nested(32)))).toBe('none')
    expect(await codeOf(() => parseObject(nested(33)))).toBe('invalid_json')
    expect(await codeOf(() => parseObject(nested(150_000)))).toBe('invalid_json')
    expect(await codeOf(() => parseObject(JSON.stringify({ text: '["{\\'.repeat(1000) })))).toBe('none')
    expect(await codeOf(() => parseObject(`{"a":${'['.repeat(500_000)}`))).toBe('invalid_json')
  })
})

describe('readBody', () => {
  it('reads JSON of any spelling of its media type', async () => {
    for (const type of ['application/json', 'Application/JSON; charset=utf-8', 'application/problem+json']) {
      expect(await readBody(post('{}', type), undefined)).toBe('{}')
    }
  })

  it('refuses a body of another type or of none, and asks no type of an empty one', async () => {
    expect(await codeOf(() => readBody(post('a=1', 'application/x-www-form-urlencoded'), undefined))).toBe(
      'unsupported_media_type',
    )
    expect(await codeOf(() => readBody(post('{}', 'text/json'), undefined))).toBe('unsupported_media_type')
    expect(await codeOf(() => readBody(post(new Uint8Array([123, 125])), undefined))).toBe(
      'unsupported_media_type',
    )
    expect(await readBody(post('', 'text/plain'), undefined)).toBe('')
    expect(await readBody(post(null), undefined)).toBe('')
  })

  it('refuses bytes that are not UTF-8', async () => {
    const bytes = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])
    expect(await codeOf(() => readBody(post(bytes, 'application/json'), undefined))).toBe('invalid_json')
  })

  it('asks for the media type that the route names', async () => {
    expect(await readBody(post('{}\n', 'application/x-ndjson'), 'application/x-ndjson')).toBe('{}\n')
    expect(await codeOf(() => readBody(post('{}', 'application/json'), 'application/x-ndjson'))).toBe(
      'unsupported_media_type',
    )
  })

  it.each([
    ['application/x-www-form-urlencoded, application/json', 'none'],
    ['application/x-www-form-urlencoded,Application/JSON; charset=utf-8', 'none'],
    ['application/json, application/x-www-form-urlencoded', 'none'],
    ['application/x-www-form-urlencoded', 'unsupported_media_type'],
    ['application/x-www-form-urlencoded, text/plain', 'unsupported_media_type'],
    // a browser sends this to other sites without asking them
    ['text/plain; a=, application/json', 'unsupported_media_type'],
    ['text/plain;,application/json', 'unsupported_media_type'],
    ['application/jsonx, xapplication/json', 'unsupported_media_type'],
    [', ,', 'unsupported_media_type'],
  ])('takes one of joined types: %s', async (type, code) => {
    expect(await codeOf(() => readBody(post('{}', type), undefined))).toBe(code)
  })

  it('takes another wanted type out of a joined header as well, and only that', async () => {
    const joined = 'application/x-www-form-urlencoded, application/x-ndjson'
    expect(await codeOf(() => readBody(post('{}', joined), 'application/x-ndjson'))).toBe('none')
    expect(await codeOf(() => readBody(post('{}', joined), undefined))).toBe('unsupported_media_type')
  })
})
