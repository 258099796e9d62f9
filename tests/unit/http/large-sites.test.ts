import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { documentedRoutes } from '../../../src/contract/documented-routes.ts'
import { textHandler } from '../../../src/edge/text.ts'
import { createApp } from '../../../src/http/app.ts'
import { badgeRoute } from '../../../src/http/text/badge.ts'
import { siteBadgeRoute } from '../../../src/http/text/site-badge.ts'
import { feedRoute } from '../../../src/http/text/feed.ts'
import { nodeRoute } from '../../../src/http/text/node.ts'
import { peerRoute } from '../../../src/http/text/peer.ts'
import type { TextRoute } from '../../../src/http/text/text-route.ts'
import { uptimeRoute } from '../../../src/http/text/uptime.ts'
import { createMemory } from '../../../src/store/context/context.ts'
import { accountContext, initializedWorld } from '../../support/accounts.ts'
import { expectDocumented } from '../../support/http-oracle.ts'
import { seedNodes } from '../../support/kv/seed-nodes.ts'
import type { SimKv } from '../../support/kv/sim-kv.ts'

// Thousands of nodes on a slow machine; nothing here depends on time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

/** What a stranger may read, a query by POST as well; `verify` does a deed, `openapi` leads to a file. */
const reads = documentedRoutes.filter(
  ({ access, method, id }) =>
    access === 'public' && (method === 'GET' || id === 'query') && !['verify', 'openapi'].includes(id),
)

describe.each([1300, 10_000])('a site of %d nodes', (count) => {
  const app = createApp()
  const memory = createMemory()
  let world: SimKv
  let ids: readonly number[]

  const call = async (route: (typeof documentedRoutes)[number]): Promise<Response> => {
    const services = accountContext(world, { memory })
    const path = `${route.path.replace(':id', String(ids.at(-1)))}?${new URLSearchParams(route.example?.query ?? {})}`
    const response = await app.fetch(new Request(`https://nodes.example${path}`, { method: route.method }), {
      services,
      requestId: 'r',
    })
    await services.background()
    return response
  }

  beforeAll(async () => {
    world = await initializedWorld()
    ids = seedNodes(world, count)
    vi.useFakeTimers({ now: world.nowMs, toFake: ['Date'] })
    vi.stubGlobal('easytier_kv', world.at(0))
    vi.stubGlobal('__memory', memory)
    const stats = documentedRoutes.find(({ id }) => id === 'stats')
    if (stats === undefined) throw new Error('no such route')
    const isBuilt = async (): Promise<boolean> => (await call(stats)).status === 200
    for (let tries = 0; !(await isBuilt()); tries += 1) {
      if (tries === 40) throw new Error('never built')
      world.nowMs += 100
    }
  })
  afterAll(() => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  test.each(reads.map((route) => [route.id, route] as const))(
    '%s answers as documented',
    async (id, route) => {
      const response = await call(route)
      const text = await response.text()
      expect(response.status, text.slice(0, 300)).toBe(200)
      expectDocumented(id, response, text)
    },
  )

  test.each<[string, TextRoute, () => string]>([
    ['/peer', peerRoute, () => '/peer'],
    ['/peer of a network', peerRoute, () => '/peer?key=net&limit=3'],
    ['/node/ID', nodeRoute, () => `/node/${ids.at(-1)}`],
    ['the badge', badgeRoute, () => `/badge/${ids.at(-1)}.svg`],
    ['the badge of the site', siteBadgeRoute, () => '/badge/site.svg'],
    ['the feed', feedRoute, () => '/feed.xml'],
    ['the closed service', uptimeRoute, () => '/uptime/api/nodes?page=2&per_page=200'],
  ])('%s answers', async (_name, route, path) => {
    const waiting: Promise<unknown>[] = []
    const request = Object.assign(new Request(`https://nodes.example${path()}`), {
      eo: { clientIp: '192.0.2.5' },
    })
    const response = await textHandler(route)({
      request,
      params: {},
      env: {},
      waitUntil: (work: Promise<unknown>) => void waiting.push(work),
    })
    const text = await response.text()
    await Promise.all(waiting)
    expect(response.status, text.slice(0, 300)).toBe(200)
    expect(text.trim()).not.toBe('')
  })

  test('what a stranger may read is more than the lists', () => {
    expect(reads.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['publicNode', 'queryGet', 'launcherNodes', 'snapshot', 'events', 'stats']),
    )
  })
})
