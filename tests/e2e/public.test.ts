import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { sampleNodes } from '../../src/tools/demo/sample-nodes.ts'
import { desktop, phone } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { idsOf } from '../support/browser-pages.ts'
import { sparse, youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, link, settled } from '../support/browser-steps.ts'
import { notFoundWords, statusWords, zh } from '../support/browser-words.ts'

const names = [
  '上海-三网-01',
  '郑州-三网-01',
  '青岛-BGP-01',
  '法兰克福-01',
  '首尔-01',
  '南京-移动-02',
  '深圳-联通-02',
  '杭州-电信-05',
]
const nodes = [...sampleNodes.filter(({ name }) => names.includes(name)), youngNode('新来-01')]
const entries = ['/', '/n/?id=1', '/console/', '/share/', '/docs/', '/404.html'] as const

/** Tops and heights of what stands on the status page before and after its data. */
function places(page: Page) {
  return page.evaluate(() => {
    const box = (selector: string) => document.querySelector(selector)?.getBoundingClientRect()
    return {
      headline: box('.headline')?.height,
      chartsTop: box('.charts')?.top,
      listTop: box('.toolbar')?.top,
      tableTop: box('main .table')?.top,
      row: box('.bone-row, .row:not(.row-head)')?.height,
    }
  })
}

withBrowser(
  () => Site.open({ nodes, ...sparse }),
  ({ site, visit }) => {
    const id = (name: string): number => idsOf(site().nodes)(name)

    test('the list before its data has the places of the list: in the HTML, in the page, with data', async () => {
      const withoutScript = await (await visit({ ...desktop, script: false })).page('/')
      const page = await (await visit(desktop)).page()
      let letGo = (): void => undefined
      const held = new Promise<void>((done) => (letGo = done))
      await page.route('**/api/**', async (route) => {
        await held
        await route.continue()
      })
      await page.goto('/')
      await page.locator('.connect .codebox code').waitFor()
      const waiting = await places(page)
      expect(await inspect(page, 'loading')).toEqual([])
      letGo()
      await settled(page)
      const loaded = await places(page)
      expect(waiting).toEqual(loaded)
      // Without script one line more says so, above everything.
      const line = await withoutScript
        .locator('noscript p')
        .evaluate((text) => text.getBoundingClientRect().height)
      const still = await places(withoutScript)
      expect(line).toBeGreaterThan(0)
      expect({ headline: still.headline, row: still.row }).toEqual({
        headline: loaded.headline,
        row: loaded.row,
      })
    })

    test('without JavaScript every page leads to the plain answers', async () => {
      const visitor = await visit({ ...desktop, script: false })
      // What a browser asks for beside a plain text.
      visitor.expects(/favicon\.ico/)
      const page = await visitor.page()
      for (const entry of entries) {
        await page.goto(entry)
        const said = page.locator('.noscript')
        expect(await said.isVisible(), entry).toBe(true)
        for (const href of ['/peer', '/api/public']) {
          expect(await said.locator(`a[href="${href}"]`).first().isVisible(), entry).toBe(true)
        }
      }
      await page.locator('.noscript a[href="/peer"]').first().click()
      expect(await page.locator('body').textContent()).toMatch(/(tcp|udp|wss?|quic|wg):\/\//)
    })

    test('a page that is not there says so with 404 and the way back', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/status of 404/)
      const page = await visitor.page()
      const answer = await page.goto('/no/such/page')
      expect(answer?.status()).toBe(404)
      await page.getByRole('heading', { level: 1, name: notFoundWords.head }).waitFor()
      await link(page, notFoundWords.toList).click()
      await page.getByRole('heading', { name: zh.allNodes }).first().waitFor()
    })

    test('node pages: unknown, expired and no id are not told apart; one that is paused or waits says so', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/status of 404/)
      const page = await visitor.page()
      for (const query of [`?id=${id('郑州-三网-01')}`, '?id=999', '?id=x', '']) {
        await page.goto(`/n/${query}`)
        await page.getByRole('heading', { level: 1, name: zh.unknown }).waitFor()
        expect(await page.title()).toBe(`${zh.unknown} · ${statusWords.zh.brand}`)
      }
      await link(page, zh.backToList).click()
      await page.goto(`/n/?id=${id('青岛-BGP-01')}`)
      await page.locator('.node-title').getByText(zh.drained).waitFor()
      await page.goto('/')
      await link(page, '法兰克福-01').click()
      await page.locator('.node-title').getByText(zh.waiting).waitFor()
      await page.getByText(zh.noHistory).first().waitFor()
    })

    test('a first visit without a server: said at once, in full after 90 s, gone when it answers', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/ERR_FAILED/)
      const page = await visitor.page()
      await page.clock.install()
      await page.route('**/api/**', (route) => route.abort())
      await page.goto('/')
      await page.getByRole('heading', { level: 1, name: zh.siteUnreachable }).waitFor()
      expect(await page.title()).toBe(`${statusWords.zh.allNodes} · ${statusWords.zh.brand}`)
      await page.clock.runFor(95_000)
      await page.getByText(zh.unreachableMore).waitFor()
      await page.unroute('**/api/**')
      await button(page, zh.retry).click()
      await link(page, '首尔-01').waitFor()
      expect(await page.getByText(zh.unreachableMore).count()).toBe(0)
    })

    test('on paper there are no controls, and the bars of the strips have outlines', async () => {
      for (const view of [desktop, phone]) {
        const visitor = await visit(view)
        const page = await visitor.page()
        for (const url of ['/', `/n/?id=${id('首尔-01')}`, '/share/', '/docs/']) {
          await page.emulateMedia({ media: 'screen' })
          await page.goto(url)
          await settled(page)
          await page.emulateMedia({ media: 'print' })
          const seen = await page.evaluate(() =>
            [...document.querySelectorAll('button, .btn, input, select, textarea, .menu')]
              .filter((control) => control.checkVisibility())
              .map((control) => control.outerHTML.slice(0, 120)),
          )
          expect(seen, url).toEqual([])
          expect(await page.locator('h1').isVisible()).toBe(true)
          const strokes = await page
            .locator('.strip path')
            .evaluateAll((bars) => [...new Set(bars.map((bar) => getComputedStyle(bar).stroke))])
          expect(strokes, url).toEqual(url === '/' || url.startsWith('/n/') ? ['rgb(0, 0, 0)'] : [])
        }
      }
    })

    test('a node says why it is in its state and what follows, in both languages', async () => {
      for (const [lang, words] of [
        ['zh', { full: '连接数已满', so: '已连上的不受影响', off: '没有上报' }],
        ['en', { full: 'places for peers are taken', so: 'stay connected', off: 'stopped reporting' }],
      ] as const) {
        const page = await (await visit({ ...phone, lang })).page(`/n/?id=${id('深圳-联通-02')}`)
        await page.locator('.why').getByText(words.full).waitFor()
        expect(await page.locator('.why').textContent()).toMatch(/80 \/ 80/)
        expect(await page.locator('.why').textContent()).toContain(words.so)
        await page.goto(`/n/?id=${id('杭州-电信-05')}`)
        await page.locator('.why').getByText(words.off).waitFor()
        await page.goto(`/n/?id=${id('首尔-01')}`)
        await page.locator('.node-title .ok-text').waitFor()
        expect(await page.locator('.why').count()).toBe(0)
      }
    })

    test('copying the address of a node that is down says so, and is not the first thing to do', async () => {
      const page = await (await visit(desktop)).page(`/n/?id=${id('杭州-电信-05')}`)
      const copy = page.locator('.node-acts .copy')
      await copy.click()
      const said = statusWords.zh.copiedBut.replace('{word}', zh.offline)
      await copy.getByText(said).waitFor()
      expect(await page.locator('.node-acts .btn-main').count()).toBe(0)
      await page.goto(`/n/?id=${id('首尔-01')}`)
      await copy.click()
      await copy.getByText(zh.copied).waitFor()
      expect(await page.locator('.node-acts .btn-main').count()).toBe(1)
    })

    test('a node of two days has no uptime of a month, and its first event is its first', async () => {
      const page = await (await visit(desktop)).page(`/n/?id=${id('新来-01')}`)
      await page.locator('.uptimes').waitFor()
      const figures = await page.locator('.uptimes dd').allTextContents()
      expect(figures[0]).toMatch(/%$/)
      for (const figure of figures.slice(1)) expect(figure).toContain('仅')
      expect(await page.locator('.events li').last().textContent()).toContain(zh.eventFirst)
      await page.goto('/?q=新来-01')
      await settled(page)
      expect(await page.locator('.days-share').textContent()).toMatch(/^仅 \d 天$/)
    })

    test('the head adds up the limits that the rows show', async () => {
      const page = await (await visit(desktop)).page('/')
      await settled(page)
      const shown = (await page.locator('.chart').nth(1).locator('.figure').textContent()) ?? ''
      const { nodes: list } = await site().call<{
        nodes: { status: string; tier_bandwidth: number; max_bandwidth: number }[]
      }>('GET', '/api/public')
      const limit = list.reduce((sum, node) => sum + (node.tier_bandwidth || node.max_bandwidth), 0)
      const all = Number(/\/ ([\d.]+)/.exec(shown)?.[1]) * (shown.includes('Gbps') ? 1000 : 1)
      expect(Math.abs(all / limit - 1)).toBeLessThan(0.01)
    })

    test('paper is light, whatever the theme', async () => {
      const page = await (await visit({ ...desktop, theme: 'dark' })).page('/')
      await settled(page)
      const colours = (): Promise<string[]> =>
        page.evaluate(() => {
          const style = getComputedStyle(document.documentElement)
          return [style.color, style.backgroundColor]
        })
      const dark = await colours()
      await page.emulateMedia({ media: 'print' })
      expect(await colours()).toEqual(['rgb(18, 22, 28)', 'rgb(246, 247, 249)'])
      await page.emulateMedia({ media: 'screen' })
      expect(await colours()).toEqual(dark)
      await page.evaluate(() => (document.documentElement.dataset['theme'] = 'dark'))
      await page.emulateMedia({ media: 'print' })
      expect((await colours())[0]).toBe('rgb(18, 22, 28)')
    })

    test('the pictures and the strips answer the pointer with time and figure', async () => {
      const page = await (await visit(desktop)).page('/')
      await settled(page)
      const chart = page.locator('.chart').first()
      await chart.locator('svg').hover()
      await expect.poll(() => chart.locator('.tiny').first().textContent()).toMatch(/\d\d:\d\d/)
      await page
        .locator('.strip')
        .first()
        .hover({ position: { x: 200, y: 9 }, force: true })
      await page.locator('.day-tip').waitFor()
      expect(await page.locator('.day-tip').textContent()).toMatch(/日 · /)
      await page.mouse.move(0, 0)
      await expect.poll(() => page.locator('.day-tip').count()).toBe(0)
    })

    test('a page without a node shows its footer without scrolling', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/status of 404/)
      const page = await visitor.page('/n/?id=999')
      await page.getByRole('heading', { level: 1, name: zh.unknown }).waitFor()
      expect(
        await page.evaluate(() => document.documentElement.scrollHeight - innerHeight),
      ).toBeLessThanOrEqual(0)
    })
  },
)
