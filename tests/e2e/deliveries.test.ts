import { expect, test } from 'vitest'
import { call, createNode, initialize, report, signUp } from '../support/http-client.ts'
import { movedSite } from '../support/browser-moved-site.ts'
import { inspect } from '../support/browser-axe.ts'
import { desktop } from '../support/browser.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { settled, signedInPage } from '../support/browser-steps.ts'
import { fill, zh } from '../support/browser-words.ts'
import { notifiedService } from '../support/notified-service.ts'

const tickKey = 'a-tick-key-of-the-browser-tests'
const minute = 60_000
/** Longer than a silence and what an owner waits before a message. */
const silence = 24

withBrowser(
  () => movedSite({ NOTIFY_ALLOW_PRIVATE: '1', TICK_KEY: tickKey }),
  ({ site, visit }) => {
    test('a channel whose service refuses for good is off, and its owner reads why beside each message', async () => {
      const { target } = site()
      const service = await notifiedService()
      try {
        await initialize(target)
        const { email, token } = await signUp(target)
        const node = await createNode(target, token)
        const tick = async (minutes: number): Promise<void> => {
          for (let at = 0; at < minutes; at += 1) {
            target.advance(minute)
            await call(target, 'tick', 'POST', '/api/tick', { headers: { 'x-tick-key': tickKey } })
            await target.idle()
          }
        }
        service.behaviour = { status: 200, body: '{"id":25}' }
        const credential = { server: service.origin, token: 'AbCdEf123456789' }
        const channel = { kind: 'gotify', name: '值班群', language: 'zh-CN', credential }
        const made = await call(target, 'createChannel', 'POST', '/api/channels', { token, body: channel })
        expect(made.status, made.text).toBe(201)
        await tick(1)
        await report(target, node)
        await tick(silence)
        await report(target, node)
        await tick(4)
        service.behaviour = { status: 401, body: 'the app was deleted' }
        await tick(silence)
        const asked = service.calls.length
        await report(target, node)
        await tick(4)
        // What is off is not asked again.
        expect(service.calls.length).toBe(asked)

        const page = await signedInPage(await visit(desktop), { email, password: 'password123' })
        await page.goto('/console/#/alerts')
        await settled(page)
        const card = page.getByRole('region', { name: '值班群' })
        await card.getByText(fill(zh.channelOff, { why: 'HTTP 401: the app was deleted' })).waitFor()
        await card.getByRole('button', { name: zh.deliveries }).click()
        const rows = card.getByRole('list', { name: zh.deliveries }).getByRole('listitem')
        await rows.first().waitFor()
        const texts = await rows.allInnerTexts()
        expect(texts.map((text) => text.split('\n').at(-1))).toEqual([
          zh.delivery_dead,
          zh.delivery_sent,
          zh.delivery_sent,
        ])
        expect(texts[0]).toContain('HTTP 401: the app was deleted')
        expect(texts[0]).toContain(node.name)
        expect(await inspect(page, 'deliveries')).toEqual([])
      } finally {
        await service.stop()
      }
    })
  },
)
