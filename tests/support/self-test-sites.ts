import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'vitest'
import { findings, type RowId } from '../../src/contract/self-test-findings.ts'
import type { Found, SelfTestStep } from '../../src/contract/self-test.ts'
import { echoHeader } from '../../src/contract/self-test-echo.ts'
import type { Switch } from '../../src/emulator/switches.ts'
import { runSelfTest } from '../../src/ui/pages/console/self-test/run.ts'
import { nodeBody } from './http-client.ts'
import { startEdge, type EdgeOptions, type EdgeRuntime } from './edge-runtime.ts'
import { platformAnswers, selfTestWorld } from './self-test-world.ts'

export const origin = 'https://nodes.example'
export const secret = 'a-secret-of-the-self-test-0123456789'
export const admin = { email: 'admin@example.com', password: 'a password of the admin' }
export const outsideWorld = pathToFileURL(path.join(import.meta.dirname, './outside-world.mjs')).href

export type Site = {
  readonly edge: EdgeRuntime
  readonly token: string
  readonly switches: Set<Switch>
  /** Initialises it and signs the super admin in. */
  signIn(): Promise<void>
  nowMs(): number
  advance(ms: number): void
  send(method: string, path: string, body?: unknown, place?: string): Promise<Response>
}

export const outboundAddress = '203.0.113.99'
const open: EdgeRuntime[] = []
const outsides: Server[] = []

/** A site in the emulation, with its super admin and one tick done. */
export async function startSite(options: EdgeOptions = {}, switches: readonly Switch[] = []): Promise<Site> {
  const site = await startBare(options, switches)
  await site.signIn()
  return site
}

/** The same with nobody in it yet. */
export async function startBare(options: EdgeOptions = {}, switches: readonly Switch[] = []): Promise<Site> {
  const seen = await seenFromOutside((request, place) => edge.fetch(request, place))
  const edge = await startEdge({
    ...options,
    env: { JWT_SECRET: secret, PUBLIC_ORIGIN: origin, ...options.env },
    nodeEnv: {
      NODE_OPTIONS: `--import=${outsideWorld}`,
      PUBLIC_ORIGIN: origin,
      OUTSIDE_SITE: seen.address,
      ...options.nodeEnv,
    },
  })
  open.push(edge)
  const on = new Set(switches)
  seen.switches = on
  let skewMs = 0
  let token = ''
  const site: Site = {
    edge,
    async signIn() {
      await site.send('POST', '/api/system/initialize', { jwt_secret: secret, ...admin })
      const login = await site.send('POST', '/api/auth/login', admin)
      token = ((await login.json()) as { token: string }).token
      await edge.idle()
    },
    switches: on,
    get token() {
      return token
    },
    nowMs: () => Date.now() + skewMs,
    advance(ms) {
      skewMs += ms
      edge.advance(ms)
    },
    send: (method, where, body, place = 'a') =>
      edge.fetch(
        new Request(origin + where, {
          method,
          headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
        { switches: [...on], place },
      ),
  }
  return site
}

type Outside = { readonly address: string; switches: ReadonlySet<Switch> }

/** The site as other machines reach it: its Node functions come from an address of their own. */
async function seenFromOutside(fetch: EdgeRuntime['fetch']): Promise<Outside> {
  const server = createServer((request, response) => {
    void (async () => {
      const body = Buffer.concat(await request.toArray())
      const names = ['content-type', echoHeader]
      const headers = names.map((name): [string, string] => [name, String(request.headers[name])])
      const init = { method: request.method ?? '', headers, body }
      const switched = { clientIp: outboundAddress, switches: [...outside.switches] }
      const answer = await fetch(new Request(origin + request.url, init), switched)
      response.writeHead(answer.status).end(await answer.text())
    })()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  outsides.push(server)
  const { port } = server.address() as AddressInfo
  const outside: Outside = { address: `http://127.0.0.1:${port}`, switches: new Set() }
  return outside
}

export type Ran = { readonly rows: Map<RowId, Found>; readonly answers: readonly Response[] }

/** One whole run as the page makes it, by the secret where nobody is signed in. `places`: where steps come to, else `a`. */
export async function runAt(site: Site, places: Partial<Record<SelfTestStep, string>> = {}): Promise<Ran> {
  const answers: Response[] = []
  const platform = platformAnswers()
  const world = selfTestWorld({
    origin,
    ...(site.token === '' ? {} : { token: site.token }),
    nowMs: () => site.nowMs(),
    wait: async (ms) => {
      await site.edge.idle()
      site.advance(ms)
    },
    fetch: async (request, body) => {
      const given = platform(request)
      if (given !== undefined) return given
      const place = (body && places[body.step]) ?? 'a'
      const options = { switches: [...site.switches], place, isHurried: body?.step === 'storage' }
      const answer = await site.edge.fetch(request, options)
      answers.push(answer)
      return answer
    },
  })
  const { rows } = await runSelfTest(world, () => {}, site.token === '' ? secret : undefined)
  await site.edge.idle()
  return { rows: new Map(rows.map((row) => [findings[row.code].row, row])), answers }
}

function codes({ rows }: Ran): Record<string, string> {
  return Object.fromEntries([...rows].map(([row, { code }]) => [row, code]))
}

/** Stops all sites of the file. */
export async function stopSites(): Promise<void> {
  for (const edge of open) await edge.stop()
  for (const server of outsides) server.close()
}

/** What the site is for, under the switches that are on: signing in, a node of one's own, the public list. */
export async function expectToWork(site: Site): Promise<void> {
  const login = await site.send('POST', '/api/auth/login', admin)
  expect(login.status).toBe(200)
  const name = `node ${site.nowMs()}`
  const made = await site.send('POST', '/api/nodes/', nodeBody({ node_name: name }))
  expect(made.status).toBe(201)
  const mine = await site.send('GET', '/api/nodes/my')
  expect(await mine.text()).toContain(name)
  expect((await site.send('GET', '/api/public?show_offline=true')).status).toBe(200)
  await site.edge.idle()
}

/** Rows that measure time: a busy machine makes them yellow, whatever is switched. */
const timed: ReadonlySet<string> = new Set(['kv_round_trip', 'node_start', 'cpu_password'])

/** Every row but those of time and of `apart`, with its code. */
function steady(ran: Ran, apart: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    Object.entries(codes(ran)).filter(([row]) => !timed.has(row) && !apart.includes(row)),
  )
}

export function expectOnly(
  ran: Ran,
  baseline: Ran,
  row: RowId,
  code: Found['code'],
  unknown: readonly string[] = [],
): void {
  expect(ran.rows.get(row)?.code).toBe(code)
  expect(findings[code].level).not.toBe('green')
  expect('cureZh' in findings[code]).toBe(true)
  expect(unknown.filter((other) => ran.rows.has(other as RowId))).toEqual([])
  expect(steady(ran, [row])).toEqual(steady(baseline, [row, ...unknown]))
  for (const one of timed)
    if (one !== row && !unknown.includes(one)) {
      const found = ran.rows.get(one as RowId)
      expect(found && findings[found.code].level).not.toBe('red')
    }
}

export type Case = { name: Switch; row: RowId; code: Found['code']; unknown?: readonly string[] }

export const ofChecker = ['node_version', 'node_start', 'node_tcp', 'node_udp', 'node_dns'].concat(
  'node_time',
  'node_address',
  'own_redirect',
)
