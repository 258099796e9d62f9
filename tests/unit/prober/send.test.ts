import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendPlainly, type Sent } from '../../../src/prober/send.ts'
import { freePort } from '../../support/free-port.ts'

let site: Server
let origin: string
const asked: { path: string; method: string; key: string; body: string }[] = []

beforeAll(async () => {
  site = createServer((request, response) => {
    const { url: path = '', method = '', headers } = request
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      asked.push({ path, method, key: headers.authorization ?? '', body })
      if (path === '/slow') return
      if (path === '/moved') return void response.writeHead(302, { location: '/there' }).end()
      if (path === '/same') return void response.writeHead(304, { etag: 'W/"1"' }).end()
      if (path === '/long') {
        const part = 'x'.repeat(1_000_000)
        for (let count = 0; count < 9; count += 1) response.write(part)
        return void response.end()
      }
      response.writeHead(path === '/key' ? 401 : 200, { etag: 'W/"2"' }).end('{"已":1}')
    })
  })
  await new Promise<void>((resolve) => void site.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
})
afterAll(() => void site.close().closeAllConnections())

function send(path: string, more: Partial<Sent> = {}, ms = 5000) {
  return sendPlainly(origin + path, {
    headers: { authorization: 'Bearer k' },
    signal: AbortSignal.timeout(ms),
    ...more,
  })
}

describe('what a place sends to its site', () => {
  test('arrives as it is, and the answer comes whole', async () => {
    const answer = await send('/work', { method: 'POST', body: '{"名":"广州"}' })
    expect(asked.at(-1)).toEqual({ path: '/work', method: 'POST', key: 'Bearer k', body: '{"名":"广州"}' })
    expect([answer.status, answer.ok, answer.headers.get('ETag'), await answer.text()]).toEqual([
      200,
      true,
      'W/"2"',
      '{"已":1}',
    ])
    expect(answer.headers.get('x-none')).toBeNull()
    expect([(await send('/same')).status, (await send('/key')).ok]).toEqual([304, false])
  })
  test('goes nowhere else: a redirection is an answer like any other', async () => {
    expect([(await send('/moved')).status, asked.at(-1)?.path]).toEqual([302, '/moved'])
  })
  test('ends: in time, with a site that is not there, and with one that never stops', async () => {
    await expect(send('/slow', {}, 50)).rejects.toThrow()
    await expect(send('/long')).rejects.toThrow('too long')
    const gone = { headers: {}, signal: AbortSignal.timeout(5000) }
    await expect(sendPlainly(`http://127.0.0.1:${await freePort()}/`, gone)).rejects.toThrow('ECONNREFUSED')
  })
})
