import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { documentedRoutes } from '../../../src/contract/documented-routes.ts'
import { textHandler } from '../../../src/edge/text.ts'
import { badgeRoute } from '../../../src/http/text/badge.ts'
import { siteBadgeRoute } from '../../../src/http/text/site-badge.ts'
import { feedRoute } from '../../../src/http/text/feed.ts'
import { nodeRoute } from '../../../src/http/text/node.ts'
import { peerRoute } from '../../../src/http/text/peer.ts'
import { createApp } from '../../../src/http/app.ts'
import { register } from '../../../src/services/auth/register.ts'
import { requestPasswordReset } from '../../../src/services/auth/request-password-reset.ts'
import { createMemory } from '../../../src/store/context/context.ts'
import { parseReportKey } from '../../../src/store/kv/fact-keys.ts'
import {
  accountContext,
  addUser,
  adminEmail,
  adminPassword,
  initializedWorld,
  tokenOf,
} from '../../support/accounts.ts'
import { makeNode, sendReport, testEmail } from '../../support/kv/nodes.ts'
import type { SimKv } from '../../support/kv/sim-kv.ts'

/**
 * What reading may write: views and what is made of them (slots of the site's totals, live figures put right), hits of
 * throttles, and where a session was last used.
 */
const mayChange = /^(?:view|s_|t_|sn_|l_.{12}_a)/

let world: SimKv
let nodeId: number
let registration: string
let admin: string

beforeEach(async () => {
  world = await initializedWorld()
  vi.useFakeTimers({ now: world.nowMs, toFake: ['Date'] })
  await addUser(world, testEmail)
  const node = await makeNode(world)
  nodeId = node.id
  await sendReport(world, node.id)
  const ctx = accountContext(world)
  registration = (await register(ctx, { email: 'new@example.com', password: 'password-of-new' }))
    .verification_token
  await requestPasswordReset(ctx, { email: testEmail })
  await ctx.background()
  admin = await tokenOf(world, adminEmail, adminPassword)
  vi.stubGlobal('easytier_kv', world.at(0))
  vi.stubGlobal('__memory', createMemory())
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** Keys and values that no safe call may touch. */
function durable(): Map<string, string> {
  return new Map([...world.dump()].filter(([key]) => !mayChange.test(key)))
}

const app = createApp()

async function call(method: string, path: string): Promise<Response> {
  const services = accountContext(world)
  const headers = { authorization: `Bearer ${admin}` }
  const request = new Request(`https://nodes.example${path}`, { method, headers })
  const response = await app.fetch(request, { services, requestId: 'r' })
  await services.background()
  return response
}

function pathOf(route: (typeof documentedRoutes)[number]): string {
  const query = new URLSearchParams(route.example?.query ?? {})
  if (query.has('token')) query.set('token', registration)
  const id =
    route.path.startsWith('/api/nodes') || route.path.startsWith('/api/public')
      ? String(nodeId)
      : route.example?.params?.['id']
  const path = route.path.replace(':id', id ?? '').replace(':email', testEmail)
  return `${path}?${query}`
}

it('no GET and no HEAD of the route table changes anything, but the one GET that the contract has so', async () => {
  let before = durable()
  for (const route of documentedRoutes) {
    for (const method of ['HEAD', 'GET']) {
      if (route.method === 'GET' && route.deed && method === 'GET') continue
      const { status } = await call(method, pathOf(route))
      // Not refused for lack of something, so that the handler was reached.
      if (route.method === 'GET' && !route.deed && !['check_key', 'place_key'].includes(route.access)) {
        // There is no channel: its handler says so.
        if (route.id === 'listDeliveries') expect(status).toBe(404)
        else expect(status, `${method} ${route.id}`).toBeLessThan(400)
      }
      // What is taken out of the site is put on record.
      const isRecorded = route.id === 'exportData'
      const left = [...durable()].filter(([key]) => !isRecorded || before.has(key) || !/^a[uw]_/.test(key))
      expect(new Map(left), `${method} ${route.path}`).toEqual(before)
      if (isRecorded) before = durable()
    }
  }
  expect((await call('HEAD', `/api/auth/verify?token=${registration}`)).status).toBe(405)
  expect((await call('GET', `/api/auth/verify?token=${registration}`)).status).toBe(200)
  expect(durable()).not.toEqual(before)
})

it('no text answer changes anything', async () => {
  const before = durable()
  const texts = [
    [textHandler(peerRoute), '/peer?key=net'],
    [textHandler(peerRoute), '/peer'],
    [textHandler(nodeRoute), `/node/${nodeId}`],
    [textHandler(badgeRoute), `/badge/${nodeId}.svg`],
    [textHandler(siteBadgeRoute), '/badge/site.svg'],
    [textHandler(feedRoute), '/feed.xml'],
  ] as const
  for (const method of ['HEAD', 'GET']) {
    for (const [handle, path] of texts) {
      const waiting: Promise<unknown>[] = []
      const request = Object.assign(new Request(`https://nodes.example${path}`, { method }), {
        eo: { clientIp: '192.0.2.5' },
      })
      const context = {
        request,
        params: {},
        env: {},
        waitUntil: (work: Promise<unknown>) => void waiting.push(work),
      }
      expect((await handle(context)).status).toBe(200)
      await Promise.all(waiting)
      expect(durable(), `${method} ${path}`).toEqual(before)
    }
  }
})

it('the reports that a node has are among what is watched', () => {
  expect([...durable().keys()].some((key) => parseReportKey(key, 0) !== undefined)).toBe(true)
})
