import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { tick } from '../../../../src/services/tick/tick.ts'
import { accountContext, jwtSecret } from '../../../support/accounts.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A watchdog that answers with a status and keeps what it was asked. */
async function watchdog(status: number): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, answer) => {
    asked.push(`${request.method} ${request.url}`)
    answer.writeHead(status, { location: '/elsewhere' }).end('x'.repeat(1_000_000))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  )
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/1`, asked }
}

function world(url?: string) {
  const kv = new SimKv({ startMs: Date.UTC(2026, 0, 15, 12) })
  const lines: [string, unknown][] = []
  const variables = { JWT_SECRET: jwtSecret, ...(url === undefined ? {} : { HEARTBEAT_URL: url }) }
  const ask = () =>
    tick(
      {
        ...accountContext(kv, { variables, fetch: globalThis.fetch }),
        log: (event, fields) => void lines.push([event, fields]),
      },
      [],
    )
  return { kv, lines, ask }
}

it('a tick is told to the heartbeat address once a minute, by whoever did it', async () => {
  const { url, asked } = await watchdog(200)
  const { kv, lines, ask } = world(url)
  await ask()
  await ask()
  expect(asked).toEqual(['GET /ping/1'])
  kv.nowMs += 60_000
  await ask()
  expect(asked).toEqual(['GET /ping/1', 'GET /ping/1'])
  expect(lines).toEqual([])
})

it('a watchdog that refuses, redirects or is gone spoils no tick and is logged without its address', async () => {
  for (const status of [302, 404, 500]) {
    const { url, asked } = await watchdog(status)
    const { lines, ask } = world(url)
    expect(await ask()).toMatchObject({ next_due_s: expect.any(Number) })
    expect(asked).toEqual(['GET /ping/1'])
    expect(lines).toEqual([['heartbeat_failed', { status }]])
  }
  const { lines, ask } = world('http://127.0.0.1:9/ping/secret')
  await ask()
  expect(lines.map(([event]) => event)).toEqual(['heartbeat_failed'])
  expect(JSON.stringify(lines)).not.toContain('secret')
})

it('without an address nobody is asked', async () => {
  const { lines, ask } = world()
  await ask()
  expect(lines).toEqual([])
})
