import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { sampleNotice } from '../../src/tools/demo/seed-accounts.ts'
import { desktop, phone, type Visitor } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, settled } from '../support/browser-steps.ts'
import { fill, statusWords, zh } from '../support/browser-words.ts'

const longName = '华东师范大学网络协会公共节点列表与接入指南'
const pages = ['/', '/share/', '/docs/', '/404.html', '/console/#/login'] as const

/** Adds up how far things moved on their own, from the first paint on. */
async function countShifts(visitor: Visitor): Promise<void> {
  await visitor.context.addInitScript(() => {
    Object.assign(globalThis, { shifts: [] })
    new PerformanceObserver((list) => {
      const { shifts } = globalThis as unknown as { shifts: string[] }
      for (const entry of list.getEntries()) {
        const { value, sources } = entry as PerformanceEntry & {
          value: number
          sources: readonly { node: Node | null }[]
        }
        const moved = sources.map(({ node }) => (node instanceof Element ? node.outerHTML.slice(0, 80) : ''))
        shifts.push(`${value} ${moved.join(' ')}`)
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

function shifts(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as { shifts: string[] }).shifts)
}

withBrowser(
  () => Site.open({ nodes: [youngNode('上海-三网-01')] }),
  ({ site, visit }) => {
    test('a long name of the site that comes in late moves no link, and is there at once on the next page', async () => {
      const token = await site().tokenOf(sampleAccounts.admin)
      await site().call('PUT', '/api/system/settings', { site_name: longName }, token)
      const visitor = await visit(desktop)
      await countShifts(visitor)
      const page = await visitor.page()
      let letGo = (): void => undefined
      const held = new Promise<void>((done) => (letGo = done))
      await page.route('**/api/system/check-init', async (route) => {
        await held
        await route.continue()
      })
      await page.goto('/')
      await settled(page)
      const links = page.locator('.head nav a').first()
      const before = await links.boundingBox()
      letGo()
      await page.locator('.brand').getByText(longName).waitFor()
      expect(await links.boundingBox()).toEqual(before)
      expect(await shifts(page)).toEqual([])

      for (const url of pages) {
        await page.goto('about:blank')
        await page.goto(url)
        await settled(page)
        const { width, whole } = await page.locator('.brand > span').evaluate((name) => ({
          width: name.clientWidth,
          whole: name.scrollWidth,
        }))
        expect(width, url).toBeGreaterThanOrEqual(Math.min(whole, 250))
        expect(await shifts(page), url).toEqual([])
      }
      // Before any script of the page: the static head names the site already.
      const bare = await visitor.page()
      await bare.route('**/assets/index-*.js', () => undefined)
      await bare.goto('/', { waitUntil: 'commit' })
      await bare.locator('.brand-static').waitFor()
      expect(
        await bare.locator('.brand-static').evaluate((name) => getComputedStyle(name, '::after').content),
      ).toContain(longName)
      await site().call('PUT', '/api/system/settings', { site_name: '' }, token)
    })

    test('the notice is one line, and opens whole by keyboard and by touch', async () => {
      for (const view of [desktop, phone]) {
        const page = await (await visit(view)).page('/')
        await settled(page)
        const notice = page.locator('details.notice')
        const whole = notice.locator('p')
        expect(await whole.isVisible()).toBe(false)
        if (view === phone) await notice.locator('summary').tap()
        else {
          await notice.locator('summary').focus()
          await page.keyboard.press('Enter')
        }
        await whole.getByText(sampleNotice, { exact: true }).waitFor()
        const box = await whole.boundingBox()
        expect(box && box.x >= 0 && box.x + box.width <= view.width).toBe(true)
        if (view === phone) expect(await inspect(page, 'notice open')).toEqual([])
      }
    })

    test('without the right to the clipboard the text is selected, and said so', async () => {
      for (const view of [desktop, phone]) {
        const visitor = await visit(view)
        await visitor.context.addInitScript(() =>
          // As on a site without https: browsers have no clipboard there.
          Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined }),
        )
        const page = await visitor.page('/')
        await settled(page)
        const connect = page.getByRole('region', { name: zh.connect })
        await connect
          .getByRole('button', { name: fill(statusWords.zh.copyOf, { what: zh.peerAddress }) })
          .click()
        await connect.getByText(zh.copySelected).first().waitFor()
        expect(await page.evaluate(() => getSelection()?.toString())).toBe(`${site().origin}/peer`)

        await page.locator('.cell-copy button').first().click()
        await page.locator('.copy-said').getByText(zh.copySelected).waitFor()
        const selected = await page.evaluate(() =>
          document.activeElement instanceof HTMLTextAreaElement
            ? document.activeElement.value.slice(
                document.activeElement.selectionStart,
                document.activeElement.selectionEnd,
              )
            : '',
        )
        expect(selected).toBe(`${site().origin}/node/${site().nodes[0]?.id}`)
        if (view === desktop) expect(await inspect(page, 'selected')).toEqual([])

        await page.goto(`/n/?id=${site().nodes[0]?.id}`)
        await button(page, zh.copyAddress).click()
        await page.locator('.node-acts').getByText(zh.copySelected).first().waitFor()
      }
    })
  },
)
