import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { ServiceError } from '../../../src/contract/errors.ts'
import { limitBody } from '../../../src/http/body.ts'

const app = new Hono()
app.post('/', limitBody, async (c) => c.text(String((await c.req.raw.arrayBuffer()).byteLength)))
app.onError((error, c) => c.text(error instanceof ServiceError ? error.code : String(error), 500))

async function answerTo(body: BodyInit, headers: Record<string, string> = {}): Promise<string> {
  const request = new Request('http://a.example/', { method: 'POST', body, headers })
  return (await app.fetch(request)).text()
}

describe('limitBody', () => {
  it('takes exactly 1 MB and refuses one byte more', async () => {
    expect(await answerTo(' '.repeat(1_000_000))).toBe('1000000')
    expect(await answerTo(' '.repeat(1_000_001))).toBe('body_too_large')
  })

  it('does not believe a small Content-Length beside chunks', async () => {
    const headers = { 'content-length': '2', 'transfer-encoding': 'chunked' }
    expect(await answerTo(' '.repeat(1_000_001), headers)).toBe('body_too_large')
  })

  it('believes a Content-Length that is too large without reading', async () => {
    const headers = { 'content-length': '1000001' }
    const request = new Request('http://a.example/', { method: 'POST', body: '{}', headers })
    expect(await (await app.fetch(request)).text()).toBe('body_too_large')
    expect(request.bodyUsed).toBe(false)
  })
})
