import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { sampleNodes } from '../../src/tools/demo/sample-nodes.ts'
import { desktop, phone, type Visitor } from '../support/browser.ts'
import { idsOf } from '../support/browser-pages.ts'
import { sparse } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { settled, signedInPage } from '../support/browser-steps.ts'

const nodes = sampleNodes.filter(({ name }) => ['上海-三网-01', '郑州-三网-01', '首尔-01'].includes(name))
const tablet = { ...desktop, touch: true } as const
const dayTold = {
  zh: /^\d{1,2}月\d{1,2}日 · \d[\d.]*%$/,
  en: /^[A-Z][a-z]+ \d{1,2} · \d[\d.]*%$/,
} as const

type Spot = Readonly<{ x: number; y: number }>

/** A place in an element, by shares of its box. */
async function spotOf(element: Locator, share: number, down = 0.5): Promise<Spot> {
  await element.scrollIntoViewIfNeeded()
  // What has been scrolled is told in the next frame.
  await element.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))))
  const box = await element.boundingBox()
  if (!box) throw new Error('nothing is drawn there')
  return { x: box.x + box.width * share, y: box.y + box.height * down }
}

async function tap(page: Page, { x, y }: Spot): Promise<void> {
  await page.touchscreen.tap(x, y)
}

/** A finger that goes down, along so many places and up. */
async function drag(visitor: Visitor, page: Page, spots: readonly Spot[]): Promise<void> {
  const session = await visitor.context.newCDPSession(page)
  for (const [at, spot] of spots.entries())
    await session.send('Input.dispatchTouchEvent', {
      type: at === 0 ? 'touchStart' : 'touchMove',
      touchPoints: [spot],
    })
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}

withBrowser(
  () => Site.open({ nodes, ...sparse }),
  ({ site, visit }) => {
    const cases = [
      { where: 'list', view: { ...tablet, lang: 'zh' } },
      { where: 'list', view: { ...tablet, lang: 'en' } },
      { where: 'card', view: { ...phone, lang: 'zh' } },
      { where: 'card', view: { ...phone, lang: 'en' } },
    ] as const
    for (const { where, view } of cases) {
      test(`a tap on a strip tells the day and stays: ${where}, ${view.lang}`, async () => {
        const visitor = await visit(view)
        const page = await visitor.page('/')
        await settled(page)
        const rows = page.locator('.row:not(.row-head)')
        const strip = rows.nth(1).locator('.strip')
        const tip = page.locator('.day-tip')
        await tap(page, await spotOf(strip, 0.9))
        await tip.waitFor()
        const told = (await tip.textContent()) ?? ''
        expect(told).toMatch(dayTold[view.lang])

        const ends = { bar: await spotOf(strip, 0.9), tip: await spotOf(tip, 1) }
        expect(Math.abs(ends.bar.x - ends.tip.x)).toBeLessThan(8)

        // Along the strip it follows, also what the finger does beside it.
        const from = await spotOf(strip, 0.9)
        const to = { x: (await spotOf(strip, 0.6)).x, y: from.y + 3 }
        await drag(visitor, page, [from, { ...to, x: (from.x + to.x) / 2 }, to])
        await expect.poll(() => tip.textContent()).not.toBe(told)
        expect(await tip.count()).toBe(1)

        // Another strip takes it over, another place closes it.
        await tap(page, await spotOf(rows.nth(0).locator('.strip'), 0.9))
        await expect.poll(() => rows.nth(0).locator('.day-tip').count()).toBe(1)
        expect(await tip.count()).toBe(1)
        await tap(page, await spotOf(page.locator('h1'), 0.5))
        await expect.poll(() => tip.count()).toBe(0)

        await tap(page, await spotOf(strip, 0.9))
        await tip.waitFor()
        await page.evaluate(() => scrollBy(0, 40))
        await expect.poll(() => tip.count()).toBe(0)
        expect(new URL(page.url()).pathname).toBe('/')

        // Up and down the strip scrolls the page like everything else.
        const start = await spotOf(strip, 0.5)
        const before = await page.evaluate(() => scrollY)
        await drag(
          visitor,
          page,
          Array.from({ length: 12 }, (_, step) => ({ x: start.x, y: start.y + 15 * step })),
        )
        await expect.poll(() => page.evaluate(() => scrollY)).toBeLessThan(before)
        await expect.poll(() => tip.count()).toBe(0)

        await tap(page, await spotOf(rows.nth(1).locator('.sub'), 0.2))
        await page.waitForURL(/\/n\/\?id=\d+/)
      })
    }

    test('the strip says its figures in words, too', async () => {
      const page = await (await visit(phone)).page('/')
      await settled(page)
      expect(await page.locator('.strip').first().getAttribute('aria-label')).toMatch(/近 90 天可用率/)
    })

    test('the arrow keys lead over the strip of the node that has the focus', async () => {
      const page = await (await visit(desktop)).page('/')
      await settled(page)
      const name = page.locator('.row .name a').first()
      const tip = page.locator('.day-tip')
      await name.focus()
      await page.keyboard.press('ArrowLeft')
      await tip.waitFor()
      const today = await tip.textContent()
      await page.keyboard.press('ArrowLeft')
      await expect.poll(() => tip.textContent()).not.toBe(today)
      await page.keyboard.press('ArrowRight')
      await expect.poll(() => tip.textContent()).toBe(today)
      await page.keyboard.press('Escape')
      await expect.poll(() => tip.count()).toBe(0)
      await page.keyboard.press('ArrowRight')
      await tip.waitFor()
      await page.keyboard.press('Tab')
      await expect.poll(() => tip.count()).toBe(0)
    })

    test('a mouse beside fingers clicks through the strip to the node', async () => {
      const page = await (await visit(tablet)).page('/')
      await settled(page)
      const { x, y } = await spotOf(page.locator('.row .strip').first(), 0.5)
      await page.mouse.move(x, y)
      await page.locator('.day-tip').waitFor()
      await page.mouse.click(x, y)
      await page.waitForURL(/\/n\/\?id=\d+/)
    })

    test('the pictures of the last 24 hours keep what a finger has asked', async () => {
      const page = await (await visit(phone)).page('/')
      await settled(page)
      const chart = page.locator('.chart').first()
      const told = chart.locator('.tiny').first()
      const before = await told.textContent()
      await tap(page, await spotOf(chart.locator('svg'), 0.7))
      await expect.poll(() => told.textContent()).toMatch(/\d\d:\d\d/)
      expect(await told.isVisible()).toBe(true)
      await page.evaluate(() => scrollBy(0, 40))
      await expect.poll(() => told.textContent()).toBe(before)
    })

    for (const lang of ['zh', 'en'] as const) {
      test(`strips and curves of a node's page answer a finger: ${lang}`, async () => {
        const visitor = await visit({ ...phone, lang })
        const page = await visitor.page(`/n/?id=${idsOf(site().nodes)('上海-三网-01')}`)
        const days = page.locator('.day-strip .slider')
        await days.waitFor()
        const reading = page.locator('.readout p')
        await tap(page, await spotOf(days, 72.5 / 90, 0.3))
        await expect.poll(() => days.getAttribute('aria-valuenow')).toBe('73')
        expect(await reading.textContent()).toMatch(
          lang === 'zh' ? /\d{1,2}月\d{1,2}日/ : /[A-Z][a-z]+ \d{1,2}/,
        )
        expect(await reading.textContent()).toMatch(/\d%/)
        const slots = page.locator('.slots')
        await tap(page, await spotOf(slots, 72.5 / 144, 0.3))
        await expect.poll(() => slots.getAttribute('aria-valuenow')).toBe('73')

        const head = page.locator('.chart-head .tiny').first()
        const before = await head.textContent()
        await tap(page, await spotOf(page.locator('.chart-head + .plot .u-over').first(), 0.5))
        await expect.poll(() => head.textContent()).toMatch(/\d\d:\d\d · /)
        await page.evaluate(() => scrollBy(0, 40))
        await expect.poll(() => head.textContent()).toBe(before)
      })
    }

    test("an owner's pictures tell figure and time of where a finger is", async () => {
      const page = await signedInPage(await visit(phone), sampleAccounts.owner)
      const card = page.locator('.last-day .day-card').first()
      await card.waitFor()
      const unit = card.locator('.figure .dim')
      await tap(page, await spotOf(card.locator('svg'), 0.7))
      await expect.poll(() => unit.textContent()).toMatch(/\d\d:\d\d$/)
      await page.evaluate(() => scrollBy(0, 40))
      await expect.poll(() => unit.textContent()).not.toMatch(/\d\d:\d\d$/)
    })
  },
)
