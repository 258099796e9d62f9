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
