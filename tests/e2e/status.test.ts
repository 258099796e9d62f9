import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { desktop, phone } from '../support/browser.ts'
import { oddNames, sparse, youngNode } from '../support/browser-samples.ts'
import { sampleNodes } from '../../src/tools/demo/sample-nodes.ts'
import { idsOf } from '../support/browser-pages.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, clipboard, settled, signedInPage } from '../support/browser-steps.ts'
import { fill, statusWords } from '../support/browser-words.ts'

const { zh, en } = statusWords
const tags = `IPv6,${'x'.repeat(34)}`
const odd = Object.values(oddNames).map((name) => youngNode(name, { region: 'overseas', tags }))
function names(page: Page): Promise<string[]> {
  return page.locator('.name a').allTextContents()
}

withBrowser(
  () => Site.open({ nodes: [...sampleNodes, ...odd], ...sparse }),
  ({ site, visit }) => {
    test('filters stand in the address, and the address shows the same list to somebody else', async () => {
      const visitor = await visit(desktop)
      const page = await visitor.page('/')
      await settled(page)
      await page.getByRole('search').getByRole('radio', { name: zh.overseas }).check()
      await page.getByRole('combobox', { name: zh.protocol }).selectOption('WSS')
      await button(page, zh.relay).click()
      await page.getByRole('combobox', { name: zh.sort }).selectOption({ label: zh.sort_latency })
      await page.getByLabel(zh.searchLabel).last().fill('香港')
      await page.waitForURL(/q=/)
      const url = new URL(page.url())
      expect(Object.fromEntries(url.searchParams)).toEqual({
        region: 'overseas',
        proto: 'wss',
        relay: '1',
        sort: 'latency',
        q: '香港',
      })
      const shown = await names(page)
      expect(shown).toEqual(['香港-CN2-01', '香港-BGP-02'])
      const other = await (await visit({ ...phone, lang: 'en', theme: 'dark' })).page(url.href)
      await settled(other)
      expect(await names(other)).toEqual(shown)
    })

    test('no match names the filter to drop, and dropping it brings rows back', async () => {
      const visitor = await visit({ ...desktop, lang: 'en' })
      const page = await visitor.page('/?region=overseas&proto=wg&relay=1&unknown=1')
      await page.getByRole('heading', { name: fill(en.nomatch, { f: 'Elsewhere · WG · Relay' }) }).waitFor()
      await button(page, fill(en.drop, { f: 'WG' })).click()
      await page.locator('.name a').first().waitFor()
      expect(new URL(page.url()).searchParams.get('proto')).toBeNull()
    })

    test('the keys of the list: / searches, Esc clears; each row is three stops', async () => {
      const page = await (await visit(desktop)).page('/')
      await settled(page)
      await page.keyboard.press('/')
      await page.keyboard.type('首尔')
      await page.getByRole('link', { name: '首尔-01', exact: true }).waitFor()
      expect(await names(page)).toEqual(['首尔-01'])
      await page.keyboard.press('Escape')
      await page.getByRole('link', { name: '伦敦-01', exact: true }).waitFor()
      const row = page.getByRole('row').filter({ hasText: '伦敦-01' })
      await row.locator('.star').waitFor()
      expect(await row.locator('a, button, [tabindex="0"]').count()).toBe(3)
    })

    test('the address to connect with follows the choices, and says who would answer', async () => {
      const page = await (await visit(desktop)).page('/')
      await settled(page)
      const connect = page.getByRole('region', { name: zh.connect })
      await connect.getByText(zh.options).click()
      await connect.getByRole('radio', { name: zh.overseas }).check()
      await connect.getByRole('radio', { name: zh.preferLatency }).check()
      await connect.getByRole('checkbox').check()
      await connect.getByRole('button', { name: fill(zh.copyOf, { what: zh.peerAddress }) }).click()
      const address = new URL(await clipboard(page))
      expect(address.pathname).toBe('/peer')
      expect(Object.fromEntries(address.searchParams)).toEqual({
        region: 'overseas',
        priority: 'latency',
        relay_only: 'true',
      })
      expect((await (await fetch(address)).text()).trim()).toMatch(/^(tcp|udp|wss?|quic|wg):\/\//)
      await connect.getByRole('button', { name: zh.who }).click()
      await connect.locator('.who li').first().waitFor()
    })

    test('odd names are text: markup, 200 characters, Arabic; a tag of 34 characters wraps', async () => {
      for (const view of [desktop, phone]) {
        const visitor = await visit(view)
        const page = await visitor.page('/?region=overseas')
        await settled(page)
        let dialogs = 0
        page.on('dialog', (dialog) => {
          dialogs += 1
          void dialog.dismiss()
        })
        const shown = await names(page)
        for (const name of Object.values(oddNames)) {
          expect(shown).toContain(name)
          await page.goto(`/n/?id=${idsOf(site().nodes)(name)}`)
          await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
          await page.locator('.details .tag', { hasText: 'x'.repeat(34) }).waitFor()
          expect(
            await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
          ).toBeLessThanOrEqual(0)
          expect(await page.locator('img[src="x"]').count()).toBe(0)
        }
        await page.goto('/?region=overseas')
        await settled(page)
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
        ).toBeLessThanOrEqual(0)
        expect(dialogs).toBe(0)
      }
    })

    test('odd names in the console: list, form, reporter, deleting', async () => {
      const visitor = await visit(phone)
      const account = { email: 'overseas@example.org', password: 'sample-abroad' }
      const page = await signedInPage(visitor, account)
      const mine = oddNames.markup
      const id = idsOf(site().nodes)(mine)
      const { token } = await site().call<{ token: string }>('POST', '/api/auth/login', account)
      const made = await site().call<{ node_id: number }>(
        'POST',
        '/api/nodes',
        {
          node_name: oddNames.markup,
          region_type: 'overseas',
          connections: [{ type: 'TCP', ip: '203.0.113.9', port: 11_010 }],
        },
        token,
      )
      expect(made.node_id).not.toBe(id)
      for (const path of ['nodes', `nodes/${made.node_id}`, `nodes/${made.node_id}/reporter`]) {
        await page.goto('about:blank')
        await page.goto(`/console/#/${path}`)
        await settled(page)
        await page.getByText(mine).first().waitFor()
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
        ).toBeLessThanOrEqual(0)
      }
    })

    test('the other language and theme at once, remembered on the next page', async () => {
      const visitor = await visit({ ...desktop, theme: 'light' })
      const page = await visitor.page('/')
      await settled(page)
      await button(page, 'English').click()
      await page.getByRole('heading', { name: en.allNodes }).waitFor()
      await button(page, fill(en.themeIs, { name: en.themeSystem })).click()
      await page.goto('/share/')
      await settled(page)
      expect(
        await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset['theme']]),
      ).toEqual(['en', 'dark'])
      await page.goto('/?lang=zh')
      await page.getByRole('heading', { name: zh.allNodes }).waitFor()
    })
  },
)
