import { spawnSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startClock } from '../../src/server/clock.ts'

describe('the clock of a server', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('ticks after the pause that the last tick asked for, a minute at most, and goes on after failures', async () => {
    const at: number[] = []
    const errors: unknown[] = []
    const answers = [5, 600, 0, new Error('away'), 30]
    const beginMs = Date.now()
    const clock = startClock({
      tick: async () => {
        at.push(Math.round((Date.now() - beginMs) / 1000))
        const answer = answers[at.length - 1] ?? 60
        if (answer instanceof Error) throw answer
        return answer
      },
      onError: (error) => errors.push(error),
    })
    await vi.advanceTimersByTimeAsync(200_000)
    expect(at).toEqual([3, 8, 68, 69, 129, 159])
    expect(errors).toEqual([new Error('away')])
    await clock.stop()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(at).toHaveLength(6)
  })

  test('never has two ticks at once, and stops when the one under way has ended', async () => {
    let ended = 0
    let end = (): void => undefined
    const tick = vi.fn(
      () =>
        new Promise<number>((resolve) => {
          end = () => {
            ended += 1
            resolve(1)
          }
        }),
    )
    const clock = startClock({ tick, onError: () => undefined })
    await vi.advanceTimersByTimeAsync(600_000)
    expect(tick).toHaveBeenCalledTimes(1)
    const stopped = clock.stop()
    end()
    await stopped
    expect(ended).toBe(1)
    await vi.advanceTimersByTimeAsync(600_000)
    expect(tick).toHaveBeenCalledTimes(1)
  })
})

describe('npm run clock', () => {
  const program = path.join(import.meta.dirname, '../../src/tools/clock.ts')

  async function withSite(
    answer: (request: IncomingMessage) => { status: number; body?: unknown; location?: string },
    run: (origin: string, seen: IncomingMessage[]) => Promise<void>,
  ): Promise<void> {
    const seen: IncomingMessage[] = []
    const server = createServer((request, response) => {
      seen.push(request)
      const { status, body = '', location } = answer(request)
      response.writeHead(status, location === undefined ? {} : { location }).end(JSON.stringify(body))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen)
    } finally {
      server.close()
      server.closeAllConnections()
    }
  }

  async function clock(...args: string[]): Promise<{ code: number | null; output: string }> {
    const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
      env: { ...process.env, TICK_KEY: 'the key' },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)))
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, output }
  }

  test('calls the site once with its key', async () => {
    const body = { due: 3, checked: 2, alerted: 1, next_due_s: 60 }
    await withSite(
      () => ({ status: 200, body }),
      async (origin, seen) => {
        const { code, output } = await clock(`${origin}/some/page?x`, '--once')
        expect(code).toBe(0)
        expect(output).toMatch(/ticks: 3 due, 2 checked, 1 alerted\n$/)
        expect(seen.map(({ method, url, headers }) => [method, url, headers['x-tick-key']])).toEqual([
          ['POST', '/api/tick', 'the key'],
        ])
      },
    )
  })

  test('fails on a refusal, a redirect and an answer that is none, and shows no key', async () => {
    let elsewhere = 0
    await withSite(
      () => {
        elsewhere += 1
        return { status: 200 }
      },
      async (other) => {
        for (const answer of [
          { status: 401 },
          { status: 302, location: other },
          { status: 200, body: { due: 'x' } },
        ]) {
          await withSite(
            () => answer,
            async (origin) => {
              const { code, output } = await clock(origin, '--once')
              expect(code).toBe(1)
              expect(output).not.toContain('the key')
            },
          )
        }
      },
    )
    expect(elsewhere).toBe(0)
  })

  test.each([[[]], [['nonsense']], [['http://nodes.example.org']], [['ftp://nodes.example.org']]])(
    'wants an address that keeps the key secret, not %j',
    (args) => {
      const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', program, ...args], {
        env: { ...process.env, TICK_KEY: 'the key' },
        encoding: 'utf8',
      })
      expect([status, stderr]).toEqual([2, 'usage: TICK_KEY=... npm run clock -- https://HOST [--once]\n'])
    },
  )
})
