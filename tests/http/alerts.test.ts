import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, createNode, initialize, report, signUp } from '../support/http-client.ts'
import { targets, type Target } from '../support/http-target.ts'
import { notifiedService } from '../support/notified-service.ts'

const tickKey = 'a-tick-key-of-the-http-suite'
const minute = 60_000
/** A node is silent a quarter of an hour after its first report; five minutes later its owner is told. */
const toldAfter = 20

type Told = {
  readonly event: string
  readonly state: string
  readonly message: string
  readonly changes: unknown[]
}

for (const { name, start } of targets) {
  describe(`from silence to a message, ${name}`, () => {
    let target: Target
    let service: Awaited<ReturnType<typeof notifiedService>>
    beforeAll(async () => {
      service = await notifiedService()
      target = await start({ env: { NOTIFY_ALLOW_PRIVATE: '1', TICK_KEY: tickKey } })
      await initialize(target)
    })
    afterAll(async () => {
      await target?.stop()
      await service?.stop()
    })

    /** A minute later, a tick from outside; answers what the receiver was told. */
    const tick = async (path: string): Promise<Told[]> => {
      target.advance(minute)
      const before = service.calls.length
      const headers = { 'x-tick-key': tickKey }
      const answer = await call(target, 'tick', 'POST', '/api/tick', { headers })
      expect(answer.status).toBe(200)
      await target.idle()
      const told = service.calls.slice(before).filter(({ url }) => url.endsWith(path))
      return told.map(({ body }) => JSON.parse(body) as Told)
    }

    it.each([1, 30])(
      '%i nodes fall silent: one message when it has lasted, then they are back',
      async (count) => {
        const { token } = await signUp(target)
        const body = {
          kind: 'webhook',
          name: 'hook',
          language: 'en',
          credential: { url: `${service.origin}/of-${count}` },
        }
        const made = await call(target, 'createChannel', 'POST', '/api/channels', { token, body })
        expect(made.status, made.text).toBe(201)
        const nodes: Awaited<ReturnType<typeof createNode>>[] = []
        for (let at = 0; at < count; at += 1) nodes.push(await createNode(target, token))
        const reportAll = async (): Promise<void> => {
          for (const node of nodes) {
            const answer = await report(target, node, { status: 'online' })
            expect(answer.status, answer.text).toBe(200)
          }
        }
        await tick(`/of-${count}`)
        await reportAll()
        const told: { minute: number; message: Told }[] = []
        for (let at = 1; at <= toldAfter + 6; at += 1) {
          for (const message of await tick(`/of-${count}`)) told.push({ minute: at, message })
        }
        expect(told).toHaveLength(1)
        expect(told[0]?.minute).toBeGreaterThanOrEqual(toldAfter)
        expect(told[0]?.minute).toBeLessThanOrEqual(toldAfter + 1)
        expect(told[0]?.message).toMatchObject({ event: 'down', state: 'down' })
        expect(told[0]?.message.changes).toHaveLength(count)
        expect(told[0]?.message.message).toContain('no report has come')
        await reportAll()
        const back: Told[] = []
        for (let at = 0; at < 5; at += 1) back.push(...(await tick(`/of-${count}`)))
        // The log tells of so many changes in a minute, and the rest in the next.
        expect(back.length).toBeLessThanOrEqual(Math.ceil(count / 16))
        expect(back.every(({ state }) => state === 'up')).toBe(true)
        expect(back.flatMap(({ changes }) => changes)).toHaveLength(count)
      },
    )
  })
}

describe('where reports alone drive the clock of an edge', () => {
  it('the owner of a silent node is told behind the reports of another one, and of its return', async () => {
    const service = await notifiedService()
    const workerd = targets.find(({ name }) => name === 'workerd')
    const target = await workerd?.start({ env: { NOTIFY_ALLOW_PRIVATE: '1' } })
    if (target === undefined) throw new Error('there is no such target')
    try {
      await initialize(target)
      const { token } = await signUp(target)
      const body = { kind: 'webhook', name: 'hook', language: 'en', credential: { url: service.origin } }
      expect((await call(target, 'createChannel', 'POST', '/api/channels', { token, body })).status).toBe(201)
      const [silent, other] = [await createNode(target, token), await createNode(target, token)]
      const before = service.calls.length
      /** A minute later, a report of the other one. */
      const passMinute = async (): Promise<void> => {
        target.advance(minute)
        expect((await report(target, other)).status).toBe(200)
        await target.idle()
      }
      const told = (): Told[] => service.calls.slice(before).map(({ body: text }) => JSON.parse(text) as Told)
      await report(target, silent)
      let toldAt = 0
      for (let at = 1; at <= toldAfter + 6; at += 1) {
        await passMinute()
        if (toldAt === 0 && told().length > 0) toldAt = at
      }
      expect(told()).toMatchObject([{ event: 'down', state: 'down', node: { id: silent.id } }])
      expect(toldAt).toBeGreaterThanOrEqual(toldAfter)
      expect(toldAt).toBeLessThanOrEqual(toldAfter + 1)
      await report(target, silent)
      for (let at = 0; at < 3; at += 1) await passMinute()
      expect(told().map(({ event }) => event)).toEqual(['down', 'up'])
    } finally {
      await target.stop()
      await service.stop()
    }
  })
})
