import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { repositoryRoot } from '../../src/tools/paths.ts'
import { call, createNode, initialize } from '../support/http-client.ts'
import { origin, targets, type Target } from '../support/http-target.ts'

const minuteMs = 60_000
const nodes = 12
const program = path.join(repositoryRoot, 'public/prober.mjs')
const clock = path.join(repositoryRoot, 'tests/support/moved-clock.mjs')

type Place = { id: string; checks: number; failures: number }

/** Something that answers on TCP and is no EasyTier node: counts how often it was looked at. */
async function countedHost(): Promise<{ port: number; looks: () => number; stop: () => void }> {
  let looks = 0
  const server = createServer((socket) => {
    looks += 1
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  }).listen(0, '0.0.0.0')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, looks: () => looks, stop: () => server.close() }
}

/** The site as a place reaches it: well, away, or so that it is told something and its answer never arrives. */
class Door {
  state: 'open' | 'away' | 'answers are lost' = 'open'
  asked = 0
  readonly #server: Server

  constructor(target: Target) {
    this.#server = createHttpServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', async () => {
        this.asked += 1
        const { state } = this
        if (state === 'away') return void request.socket.destroy()
        const { authorization = '', 'if-none-match': tag = '', 'content-type': type = '' } = request.headers
        const headers = { authorization, 'if-none-match': tag, 'content-type': type }
        const body = parts.length === 0 ? null : Buffer.concat(parts)
        const { method = 'GET', url = '/' } = request
        const answer = await target.fetch(new Request(`${origin}${url}`, { method, headers, body }))
        await target.idle()
        if (state === 'answers are lost') return void request.socket.destroy()
        response.statusCode = answer.status
        response.setHeader('etag', answer.headers.get('etag') ?? '')
        response.end(answer.status === 304 ? undefined : Buffer.from(await answer.arrayBuffer()))
      })
    })
  }

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

/** The program that the site serves, whose clock is the test's. */
class Program {
  said = ''
  readonly #child: ChildProcess
  readonly ended: Promise<unknown[]>
  /** What it has told of its pauses and nobody has waited for. */
  #pauses = 0
  #wake: () => void = () => undefined

  constructor(site: string, key: string) {
    this.#child = fork(program, [site], {
      execArgv: ['--import', clock],
      env: { PATH: process.env['PATH'], PROBER_KEY: key, PROBER_ALLOW_PRIVATE: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (part: Buffer) => (this.said += part.toString()))
    this.#child.on('message', () => {
      this.#pauses += 1
      this.#wake()
    })
    this.ended = once(this.#child, 'exit')
    void this.ended.then(() => this.#wake())
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null
  }

  /** Resolves when its round is over, or it has ended. */
  async pause(): Promise<void> {
    while (this.#pauses === 0 && !this.hasEnded) await new Promise<void>((resolve) => (this.#wake = resolve))
    this.#pauses -= 1
  }

  advance(advanceMs: number): Promise<void> {
    this.#child.send({ advanceMs })
    return this.pause()
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}

for (const { name, start } of targets.filter((one) => one.name !== 'in process')) {
  describe(`prober.mjs and a site that is away, ${name}`, () => {
    let target: Target
    let admin: string
    let host: Awaited<ReturnType<typeof countedHost>>
    let door: Door
    let place: Place
    let prober: Program

    beforeEach(async () => {
      target = await start()
      host = await countedHost()
      admin = await initialize(target)
      const settings = { token: admin, body: { allow_private_nodes: 1 } }
      await call(target, 'updateSettings', 'PUT', '/api/system/settings', settings)
      for (let at = 0; at < nodes; at += 1) {
        await createNode(target, admin, {
          connections: [{ type: 'TCP', ip: `127.0.1.${at}`, port: host.port }],
        })
      }
      const body = { name: 'Frankfurt' }
      const made = await call(target, 'createPlace', 'POST', '/api/places', { token: admin, body })
      place = made.body['place'] as unknown as Place
      door = new Door(target)
      prober = new Program(await door.open(), String(made.body['key']))
      await prober.pause()
    })
    afterEach(async () => {
      prober?.kill()
      door?.close()
      host?.stop()
      await target?.stop()
    })

    async function minutes(count: number): Promise<void> {
      for (let minute = 0; minute < count && !prober.hasEnded; minute += 1) {
        target.advance(minuteMs)
        await prober.advance(minuteMs)
      }
    }

    async function kept(): Promise<number> {
      const { body } = await call(target, 'listPlaces', 'GET', '/api/places', { token: admin })
      return (body['places'] as unknown as Place[]).find(({ id }) => id === place.id)?.checks ?? -1
    }

    test('for ten minutes: it checks on, asks ever less, and every result is there once afterwards', async () => {
      await minutes(12)
      expect(await kept()).toBe(host.looks())
      const [looks, asked] = [host.looks(), door.asked]
      // In this very minute nodes are due.
      door.state = 'away'
      await minutes(10)
      expect(host.looks() - looks).toBeGreaterThanOrEqual(nodes)
      expect(await kept()).toBe(looks)
      expect(door.asked - asked).toBeLessThanOrEqual(4)
      door.state = 'open'
      await minutes(8)
      expect(host.looks() - looks).toBeGreaterThanOrEqual(2 * nodes)
      expect(await kept()).toBe(host.looks())
      expect(prober.said.match(/does not answer/g)).toHaveLength(1)
      expect(prober.said.match(/answers again/g)).toHaveLength(1)
    })

    test('and takes results without its answer ever arriving: they are sent again, and are there once', async () => {
      door.state = 'answers are lost'
      await minutes(1)
      expect(await kept()).toBe(host.looks())
      door.state = 'open'
      await minutes(6)
      expect(await kept()).toBe(host.looks())
      expect(prober.said).toContain('answers again')
    })

    test('a key that was revoked ends it, with what no supervisor starts again', async () => {
      await minutes(2)
      await call(target, 'revokePlace', 'DELETE', `/api/places/${place.id}`, { token: admin })
      await minutes(6)
      expect(await prober.ended).toEqual([3, null])
      expect(prober.said).toContain('revoked')
    })
  })
}
