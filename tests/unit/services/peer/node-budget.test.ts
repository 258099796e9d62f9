import { beforeEach, describe, expect, it } from 'vitest'
import { offerPeers, takeNode } from '../../../../src/services/peer/index.ts'
import { readNodeBudget } from '../../../../src/services/peer/node-budget.ts'
import { queryWithin } from '../../../../src/services/lists/index.ts'
import type { SiteContext } from '../../../../src/services/context/context.ts'
import { createMemory, type StoreMemory } from '../../../../src/store/context/context.ts'
import { saveSettings } from '../../../../src/store/system/settings.ts'
import { sweepThrottle } from '../../../../src/store/throttle/throttle.ts'
import { throttles } from '../../../../src/store/throttle/rules.ts'
import { simContext, type SimContext } from '../../../support/kv/context.ts'
import { seededRandom } from '../../../support/kv/random.ts'
import { seedNodes } from '../../../support/kv/seed-nodes.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const hourMs = 3_600_000
const random = seededRandom(3)

type Told = { limit: number; remaining: number; resetMs: number }

let world: SimKv
let ids: number[]
let memories: StoreMemory[]
let told: Told | undefined
beforeEach(() => {
  world = new SimKv({ places: 2, delayMs: () => 60_000 })
  ids = seedNodes(world, 300)
  world.settle()
  memories = [createMemory(), createMemory()]
})

function site(clientIp: string, place = 0): SimContext & SiteContext {
  const ctx = simContext(world, { place, random, memory: memories[place] ?? createMemory() })
  const allowance = { tell: (left: Told) => (told = left) }
  return { ...ctx, log: () => undefined, clientIp, origin: '', allowance }
}

/** `times` answers of `/peer` to an address. */
async function ask(
  clientIp: string,
  times: number,
  change: { place?: number; limit?: number; key?: string } = {},
) {
  const { place = 0, limit = 1, key } = change
  const urls: string[] = []
  for (let at = 0; at < times; at += 1) {
    const ctx = site(clientIp, place)
    const question = {
      filter: {},
      limit,
      priority: 'capacity',
      key,
      member: String(at),
      peek: false,
    } as const
    urls.push(...(await offerPeers(ctx, question)))
    await ctx.background()
    world.nowMs += 100
  }
  return urls
}

async function query(clientIp: string, limit = 10): Promise<number[]> {
  const ctx = site(clientIp)
  const { ids: found } = await queryWithin(ctx, { limit })
  await ctx.background()
  return [...found]
}

describe('different nodes that one address is given', () => {
  it('are 60 within an hour, and after that it goes on with those', async () => {
    const first = await ask('192.0.2.1', 200)
    expect(new Set(first).size).toBe(60)
    expect(first).toHaveLength(200)
    expect(told).toMatchObject({ limit: 60, remaining: 0 })
    const more = [
      ...(await ask('192.0.2.1', 20, { limit: 10 })),
      ...(await ask('192.0.2.1', 5, { key: 'lan' })),
    ]
    expect(new Set([...first, ...more]).size).toBe(60)
    expect(more.length).toBeGreaterThan(100)
    // Another address has a budget of its own.
    expect(new Set([...first, ...(await ask('192.0.2.2', 30))]).size).toBeGreaterThan(60)
  })

  it('are counted over /peer, query and single nodes together', async () => {
    const given = new Set<number>()
    for (let at = 0; at < 12; at += 1) for (const id of await query('192.0.2.1')) given.add(id)
    expect(given.size).toBe(60)
    const [own = 0] = given
    const other = ids.find((id) => !given.has(id)) ?? 0
    await takeNode(site('192.0.2.1'), own, { peek: false })
    await expect(takeNode(site('192.0.2.1'), other, { peek: false })).rejects.toMatchObject({
      code: 'rate_limited',
    })
    await takeNode(site('192.0.2.3'), other, { peek: false })
  })

  it('say when the first of them comes free: an hour after it was given', async () => {
    const startMs = world.nowMs
    await ask('192.0.2.1', 200)
    const [first = 0] = [...(await readNodeBudget(site('192.0.2.1'))).given.values()].sort()
    expect(first).toBeGreaterThanOrEqual(startMs)
    world.nowMs = first + hourMs - 90_500
    const other = await takeNode(site('192.0.2.1'), -1, { peek: true }).catch((error: unknown) => error)
    expect(other).toMatchObject({ code: 'rate_limited', details: { retry_after_seconds: 91 } })
  })

  it('become others when the hour is over', async () => {
    await ask('192.0.2.1', 200)
    const refusedOf = async (): Promise<number> => {
      let refused = 0
      for (const id of ids) {
        const taken = takeNode(site('192.0.2.1'), id, { peek: true })
        await taken.catch(() => (refused += 1))
      }
      return refused
    }
    expect(await refusedOf()).toBe(ids.length - 60)
    world.nowMs += hourMs
    expect(await refusedOf()).toBe(0)
  })

  it('are known to a new isolate, and elsewhere after a minute', async () => {
    const first = new Set(await ask('192.0.2.1', 200))
    memories[0] = createMemory()
    const again = new Set([...first, ...(await ask('192.0.2.1', 100))])
    // What it gives before it looks: seven.
    expect(again.size).toBeLessThanOrEqual(60 + 7)
    world.nowMs += 60_000
    const elsewhere = new Set([...again, ...(await ask('192.0.2.1', 100, { place: 1 }))])
    expect(elsewhere.size).toBeLessThanOrEqual(60 + 14)
  })

  it('have no end for an API key, nor where the site sets none', async () => {
    const quota = { perDay: 1000, perMinute: 100 }
    const keyed = async (): Promise<readonly string[]> => {
      const apiKey = { id: 'k3x09abc', mayCheck: false, quota }
      const question = { filter: {}, limit: 10, priority: 'capacity', key: undefined, member: '' } as const
      return offerPeers({ ...site('192.0.2.1'), apiKey }, { ...question, peek: true })
    }
    const urls: string[] = []
    for (let at = 0; at < 20; at += 1) urls.push(...(await keyed()))
    expect(new Set(urls).size).toBeGreaterThan(60)
    await saveSettings(site('192.0.2.1'), { ip_nodes_per_hour: 0 })
    expect(new Set(await ask('192.0.2.1', 20, { limit: 10 })).size).toBeGreaterThan(60)
  })

  it('cost nothing but memory below eight, and leave nothing in the store for long', async () => {
    const kept = (): string[] => [...world.dump().keys()].filter((key) => key.startsWith('t_gn_'))
    await ask('192.0.2.1', 7)
    expect(kept()).toEqual([])
    await ask('192.0.2.1', 100)
    expect(kept().length).toBeGreaterThan(0)
    expect(kept().length).toBeLessThanOrEqual(53)
    world.nowMs += 2 * hourMs
    for (let round = 0; round < 60; round += 1) await sweepThrottle(site(''), throttles.givenNodes)
    expect(kept()).toEqual([])
  })
})
