import { expect, test } from 'vitest'
import { call, createNode, initialize, report, signUp } from '../support/http-client.ts'
import { inspect } from '../support/browser-axe.ts'
import { movedSite } from '../support/browser-moved-site.ts'
import { desktop, phone } from '../support/browser.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { settled } from '../support/browser-steps.ts'
import { zh } from '../support/browser-words.ts'
import { messages as node } from '../../src/ui/i18n/zh-CN/node.ts'

const tickKey = 'a-tick-key-of-the-browser-tests'
const minute = 60_000

withBrowser(
  () => movedSite({ TICK_KEY: tickKey }),
  ({ site, visit }) => {
    test('visitors read what happened to a node while it is in maintenance, paused, and no more once it is hidden', async () => {
      const { target } = site()
      const adminToken = await initialize(target)
      const { token } = await signUp(target)
      const made = await createNode(target, token, { node_name: '上海-三网-01' })
      const tick = async (minutes: number): Promise<void> => {
        target.advance(minutes * minute)
        await call(target, 'tick', 'POST', '/api/tick', { headers: { 'x-tick-key': tickKey } })
        await target.idle()
      }
      const edit = async (body: object): Promise<void> => {
        const edited = await call(target, 'updateNode', 'PUT', `/api/nodes/${made.id}`, { token, body })
        expect(edited.status, edited.text).toBe(200)
        await tick(5)
        await tick(5)
      }
      await report(target, made)
      await tick(5)
      // Silent for so long that it serves nobody any more.
      await tick(40)
      const { body } = await call(target, 'publicNodes', 'GET', '/api/public')
      const until = new Date(Date.parse(String(body['generated_at'])) + 90 * minute).toISOString()
      await edit({ maintenance_until: until })

      const log = await (await visit(desktop)).page('/events/')
      await settled(log)
      const list = log.getByRole('list', { name: zh.eventsList })
      await list
        .getByRole('listitem')
        .filter({ hasText: zh.ev_maintenance_began })
        .getByText(made.name)
        .waitFor()
      expect(await inspect(log, 'events')).toEqual([])
      const page = await (await visit(phone)).page(`/n/?id=${made.id}`)
      await settled(page)
      const card = page.getByRole('region', { name: node.events, exact: true })
      await card.getByRole('listitem').first().getByText(node.eventMaintained, { exact: true }).waitFor()
      expect(await inspect(page, 'timeline')).toEqual([])

      await edit({ maintenance_until: '', is_enabled: 0 })
      const paused = await (await visit(phone)).page(`/n/?id=${made.id}`)
      await settled(paused)
      const now = paused.getByRole('region', { name: node.events, exact: true }).getByRole('listitem').first()
      await now.getByText(node.eventPaused, { exact: true }).waitFor()

      await call(target, 'judgeNode', 'POST', `/api/nodes/${made.id}/verdict`, {
        token: adminToken,
        body: { verdict: 'hide', reason: 'test' },
      })
      await tick(5)
      const after = await (await visit(desktop)).page('/events/')
      await after.getByText(zh.eventsEmpty).waitFor()
    })
  },
)
