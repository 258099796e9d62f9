import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { inspect } from '../support/browser-axe.ts'
import { desktop, phone } from '../support/browser.ts'
import { press, tabTo } from '../support/browser-keyboard.ts'
import { idsOf } from '../support/browser-pages.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, link, settled } from '../support/browser-steps.ts'
import { en, fill, zh } from '../support/browser-words.ts'

const all = ['上海-三网-01', '杭州-电信-05', '广州-移动-03']
const [first = '', second = '', third = ''] = all

function names(page: Page): Promise<string[]> {
  return page.locator('.name a').allTextContents()
}

function star(page: Page, name: string): Locator {
  return button(page, fill(zh.starOf, { name }))
}

/** The page with its stars, which come once somebody does anything. */
async function touched(page: Page): Promise<Page> {
  await settled(page)
  await page.keyboard.press('Tab')
  await page.locator('.star').first().waitFor()
  return page
}

withBrowser(
  () => Site.open({ nodes: all.map((name) => youngNode(name)) }),
  ({ site, visit }) => {
    const nodeUrl = (name: string): string => `/n/?id=${idsOf(site().nodes)(name)}`

    test('a star by keyboard: kept over a reload, filtered by, shown and taken on the node’s page', async () => {
      const page = await touched(await (await visit(desktop)).page('/?sort=name'))
      expect(await star(page, second).getAttribute('aria-pressed')).toBe('false')
      await press(page, fill(zh.starOf, { name: second }), 'Space')
      await page.locator('.star[aria-pressed=true]').waitFor()
      expect(new URL(page.url()).pathname).toBe('/')
      await button(page, zh.starred).focus()
      await page.keyboard.press('Enter')
      await page.waitForURL(/star=1/)
      await expect.poll(() => names(page)).toEqual([second])
      await page.reload()
      await star(page, second).waitFor()
      expect(await names(page)).toEqual([second])
      expect(await star(page, second).getAttribute('aria-pressed')).toBe('true')
      expect(await button(page, zh.starred).getAttribute('aria-pressed')).toBe('true')
      expect(new URL(page.url()).search).toBe('?sort=name&star=1')

      await link(page, second).click()
      await page.getByRole('heading', { level: 1, name: second }).waitFor()
      await tabTo(page, fill(zh.starOf, { name: second }))
      expect(await star(page, second).getAttribute('aria-pressed')).toBe('true')
      await page.keyboard.press('Enter')
      await expect.poll(() => star(page, second).getAttribute('aria-pressed')).toBe('false')
      await page.goto('/?star=1')
      await page.getByRole('heading', { name: zh.noStars }).waitFor()
      await button(page, fill(zh.drop, { f: zh.starred })).click()
      await expect.poll(async () => (await names(page)).length).toBe(all.length)
      expect(new URL(page.url()).search).toBe('')
    })

    test('a star taken under the filter keeps its row, to be given back; another tab’s come in', async () => {
      const visitor = await visit(desktop)
      const page = await visitor.page('/?star=1')
      await page.getByRole('heading', { name: zh.noStars }).waitFor()
      const other = await visitor.page(nodeUrl(third))
      await star(other, third).click()
      await star(page, third).waitFor()
      expect(await star(page, third).getAttribute('aria-pressed')).toBe('true')
      await star(page, third).click()
      await expect.poll(() => star(other, third).getAttribute('aria-pressed')).toBe('false')
      expect(await names(page)).toEqual([third])
      await star(page, third).click()
      await expect.poll(() => star(other, third).getAttribute('aria-pressed')).toBe('true')
    })

    test('starred nodes that are listed no more are told apart from none; a broken text is none', async () => {
      const page = await (await visit(desktop)).page('/')
      await page.evaluate(() => localStorage.setItem('et.stars', '77,78'))
      await page.goto('/?star=1')
      await page.getByRole('heading', { name: fill(zh.starsGone, { n: 2 }) }).waitFor()
      expect(await inspect(page, 'stars that are gone')).toEqual([])
      await page.evaluate(() => localStorage.setItem('et.stars', '{"not": "ours"}'))
      await page.reload()
      await page.getByRole('heading', { name: zh.noStars }).waitFor()
      await page.goto('/')
      await star(page, first).click()
      await page.reload()
      await page.locator('.star[aria-pressed=true]').waitFor()
    })

    test('a browser that forbids storage: stars last as long as the page, which says so', async () => {
      const page = await (await visit(desktop)).page()
      await page.addInitScript(() => {
        Object.defineProperty(window, 'localStorage', {
          get() {
            throw new DOMException('denied', 'SecurityError')
          },
        })
      })
      await page.goto('/')
      await touched(page)
      await star(page, first).click()
      await page.getByRole('alert').getByText(zh.starUnkept).waitFor()
      await button(page, zh.starred).click()
      await expect.poll(() => names(page)).toEqual([first])
      await page.goto(nodeUrl(first))
      await star(page, first).click()
      await page.getByRole('alert').getByText(zh.starUnkept).waitFor()
      expect(await star(page, first).getAttribute('aria-pressed')).toBe('true')
    })

    for (const [view, least] of [
      [desktop, { width: 28, height: 36 }],
      [phone, { width: 34, height: 44 }],
    ] as const)
      test(`at ${view.width} px stars move nothing when they come, and can be met by a finger`, async () => {
        const page = await (await visit(view)).page('/')
        await settled(page)
        const boxes = (): Promise<unknown> =>
          page.evaluate(() =>
            [...document.querySelectorAll('.cell-copy .copy, .name')].map((one) => {
              const { x, y, width } = one.getBoundingClientRect()
              return [x, y + scrollY, width]
            }),
          )
        const before = await boxes()
        await touched(page)
        expect(await boxes()).toEqual(before)
        const [a, b] = await Promise.all([
          star(page, first).boundingBox(),
          page.locator('.row', { hasText: first }).locator('.copy').boundingBox(),
        ])
        expect(a?.height).toBeGreaterThanOrEqual(least.height)
        // What of its width no other button lies on.
        expect((b?.x ?? 0) - (a?.x ?? 0)).toBeGreaterThanOrEqual(least.width)
        await star(page, first).click()
        expect(await boxes()).toEqual(before)
        expect(await inspect(page, 'stars')).toEqual([])
      })

    test('names stand in full beside star and strip at any width of a laptop or tablet', async () => {
      const page = await (await visit(desktop)).page('/')
      await touched(page)
      for (const width of [720, 1000, 1100, 1101, 1200, 1279, 1280]) {
        await page.setViewportSize({ width, height: 900 })
        const cut = await page
          .locator('.name a')
          .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length)
        expect(cut, `names cut at ${width} px`).toBe(0)
      }
    })

    test('what cannot be kept is told in full on the narrowest phone', async () => {
      const page = await (await visit({ ...phone, width: 320, lang: 'en' })).page()
      await page.addInitScript(() => {
        Storage.prototype.setItem = () => {
          throw new DOMException('full', 'QuotaExceededError')
        }
      })
      await page.goto('/')
      await settled(page)
      await page.getByRole('search').locator('input').first().focus()
      await button(page, fill(en.starOf, { name: first })).click()
      const said = page.getByRole('alert').getByText(en.starUnkept)
      const box = await said.boundingBox()
      expect(box?.x).toBeGreaterThanOrEqual(16)
    })
  },
)
