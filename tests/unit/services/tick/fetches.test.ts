import { expect, it } from 'vitest'
import { createChannel } from '../../../../src/services/alerts/index.ts'
import { tick } from '../../../../src/services/tick/index.ts'
import { writeEvents } from '../../../../src/store/events/index.ts'
import {
  accountContext,
  addNode,
  addUser,
  initializedWorld,
  jwtSecret,
  signedIn,
} from '../../../support/accounts.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'
import { notifiedService } from '../../../support/notified-service.ts'

const minute = 60_000
/** What an edge function may call in one invocation. */
const fetchesMax = 64
const heartbeat = 'https://watch.example.com/beat'

const channel = {
  kind: 'webhook',
  name: 'hook',
  credential: { url: 'https://hook.example.com/in/abcdefgh1234' },
  language: 'en',
  events: ['full'],
  nodes: [],
  after_minutes: 5,
  reminder: 'never',
  quiet: '',
  utc_offset: 0,
} satisfies Parameters<typeof createChannel>[2]

it('a tick with more to check and to tell than it may keeps within what one invocation may fetch', async () => {
  const service = await notifiedService()
  try {
    const world = await initializedWorld(new SimKv())
    const ids: number[] = []
    for (let at = 0; at < 5; at += 1) {
      const email = `many${at}@example.com`
      await addUser(world, email)
      const owner = { ...(await signedIn(world, email)), publicFetch: service.publicFetch }
      for (let node = 0; node < 12; node += 1) ids.push(await addNode(world, email, `n${node}`))
      for (let one = 0; one < 10; one += 1) await createChannel(owner, { scope: 'own' }, channel)
    }
    world.nowMs += 10 * minute
    world.settle()
    const fetched: string[] = []
    const ctx = accountContext(world, {
      variables: { JWT_SECRET: jwtSecret, HEARTBEAT_URL: heartbeat },
      publicFetch: service.publicFetch,
      fetch: async (input, init) => {
        fetched.push(String(input))
        if (String(input) === heartbeat) return new Response()
        const { nodes } = JSON.parse(String(init?.body)) as { nodes: unknown[] }
        const check_time = new Date(world.nowMs).toISOString()
        const result = { is_online: true, connection_count: 1, latency_ms: 9, check_time, code: 'ok' }
        return Response.json({ results: nodes.map(() => result) })
      },
    })
    await writeEvents(
      ctx,
      ids.map((node) => ({ ms: world.nowMs, node, kind: 'full' as const, why: '' })),
    )
    const before = service.calls.length
    const { checked, alerted } = await tick(ctx)
    await ctx.background()
    const told = service.calls.length - before
    expect([checked, alerted, told]).toEqual([40, 40, 40])
    expect(fetched.filter((url) => url === heartbeat)).toHaveLength(1)
    expect(fetched.length + told).toBeLessThanOrEqual(fetchesMax)
  } finally {
    await service.stop()
  }
})
