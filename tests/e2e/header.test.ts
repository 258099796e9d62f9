import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { desktop, phone, type Visitor } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, settled } from '../support/browser-steps.ts'
import { en, fill, statusWords, zh } from '../support/browser-words.ts'

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
      await bare.route('**/assets/page-*.js', () => undefined)
      await bare.goto('/', { waitUntil: 'commit' })
      await bare.locator('.brand-static').waitFor()
      expect(
        await bare.locator('.brand-static').evaluate((name) => getComputedStyle(name, '::after').content),
      ).toContain(longName)
      await site().call('PUT', '/api/system/settings', { site_name: '' }, token)
    })

    test('the announcement is read whole on a phone and at a desk: over the full width, links live, closed for good', async () => {
      const token = await site().tokenOf(sampleAccounts.admin)
      const text = `【维护】本周六 02:00 到 04:00 升级线路，期间部分节点会短暂离线，详情见 https://example.org/notice?id=1。${'请提前保存进度。'.repeat(12)}`
      await site().call('PUT', '/api/system/settings', { notice: text }, token)
      for (const view of [desktop, phone]) {
        const visitor = await visit(view)
        await countShifts(visitor)
        const page = await visitor.page('/')
        await settled(page)
        const notice = page.getByRole('complementary', { name: zh.notice })
        await notice.waitFor()
        expect((await notice.boundingBox())?.width).toBe(view.width)
        expect((await notice.boundingBox())?.y).toBeLessThan(60)
        const href = await notice.getByRole('link').getAttribute('href')
        expect(href).toBe('https://example.org/notice?id=1')
        if (view === phone) {
          await notice.getByRole('button', { name: zh.noticeMore }).tap()
          expect(await notice.locator('p').evaluate((body) => body.scrollHeight - body.clientHeight)).toBe(0)
        }
        expect(await inspect(page, 'announcement')).toEqual([])
        await notice.getByRole('button', { name: zh.noticeClose }).click()
        expect(await notice.count()).toBe(0)
        await page.goto('/share/')
        await settled(page)
        expect(await page.locator('.notice').count()).toBe(0)
      }
      await site().call('PUT', '/api/system/settings', { notice: '' }, token)
    })

    test('an announcement that comes in late moves nothing, and has its place on the next page', async () => {
      const token = await site().tokenOf(sampleAccounts.admin)
      await site().call('PUT', '/api/system/settings', { notice: '晚到的公告' }, token)
      const visitor = await visit(phone)
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
      const top = (await page.locator('h1').boundingBox())?.y
      letGo()
      await page.getByText('晚到的公告').waitFor()
      expect((await page.locator('h1').boundingBox())?.y).toBe(top)
      expect(await shifts(page)).toEqual([])
      await page.goto('/')
      await settled(page)
      expect((await page.locator('.notice').boundingBox())?.y).toBeLessThan(60)
      await site().call('PUT', '/api/system/settings', { notice: '' }, token)
    })

    test('where the browser lets nobody copy, a sheet shows the text, selected, to be taken by hand', async () => {
      for (const view of [desktop, phone]) {
        const visitor = await visit(view)
        await visitor.context.addInitScript(() => {
          // As in a browser inside of a chat program, on a site without https.
          Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined })
          Object.defineProperty(Document.prototype, 'execCommand', { value: () => false })
        })
        const page = await visitor.page('/')
        await settled(page)
        const sheet = page.getByRole('dialog', { name: zh.copyByHand })
        const selected = (): Promise<string> =>
          sheet
            .getByRole('textbox')
            .evaluate((field) =>
              field instanceof HTMLTextAreaElement
                ? field.value.slice(field.selectionStart, field.selectionEnd)
                : '',
            )
        const connect = page.getByRole('region', { name: zh.connect })
        await connect
          .getByRole('button', { name: fill(statusWords.zh.copyOf, { what: zh.peerAddress }) })
          .click()
        expect(await selected()).toBe(`${site().origin}/peer`)
        expect(await inspect(page, 'copy sheet')).toEqual([])
        await page.keyboard.press('Escape')
        await page.locator('.cell-copy button:not([aria-pressed])').first().click()
        expect(await selected()).toBe(`${site().origin}/node/${site().nodes[0]?.id}`)
        await button(page, zh.close).click()
        expect(await sheet.count()).toBe(0)
      }
    })

    test('without https the old command copies all the same', async () => {
      const visitor = await visit(phone)
      await visitor.context.addInitScript(() =>
        Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined }),
      )
      const page = await visitor.page(`/n/?id=${site().nodes[0]?.id}`)
      await button(page, zh.copyAddress).click()
      await page.locator('.node-acts').getByText(zh.copied).first().waitFor()
      await page.evaluate(() => {
        const field = document.createElement('textarea')
        field.id = 'paste-here'
        document.body.append(field)
        field.focus()
      })
      await page.keyboard.press('Control+V')
      expect(await page.locator('#paste-here').inputValue()).toBe(
        `${site().origin}/node/${site().nodes[0]?.id}`,
      )
    })

    test('the window is named by the page and the site on every page; the theme can follow the system again', async () => {
      const token = await site().tokenOf(sampleAccounts.admin)
      await site().call('PUT', '/api/system/settings', { site_name: '云上联机' }, token)
      const page = await (await visit({ ...desktop, theme: 'light' })).page()
      for (const url of [
        '/',
        `/n/?id=${site().nodes[0]?.id}`,
        '/share/',
        '/docs/',
        '/docs/players/',
        '/docs/clients/',
        '/404.html',
        '/console/#/login',
      ]) {
        await page.goto('about:blank')
        await page.goto(url)
        await settled(page)
        await expect.poll(() => page.title(), { message: url }).toMatch(/^[^·]+ · 云上联机$/)
      }
      await site().call('PUT', '/api/system/settings', { site_name_en: 'Cloud nodes' }, token)
      const english = await (await visit({ ...desktop, lang: 'en' })).page('/')
      await expect.poll(() => english.title()).toMatch(/^[^·]+ · Cloud nodes$/)
      await english.locator('.brand').getByText('Cloud nodes').waitFor()
      await page.goto('/')
      await expect.poll(() => page.title()).toMatch(/ · 云上联机$/)
      await site().call('PUT', '/api/system/settings', { site_name: '', site_name_en: '' }, token)
      const name = (key: 'themeSystem' | 'themeDark' | 'themeLight'): string =>
        fill(zh.themeIs, { name: zh[key] })
      const theme = (): Promise<string | undefined> =>
        page.evaluate(() => document.documentElement.dataset['theme'])
      await page.goto('/')
      await settled(page)
      await button(page, name('themeSystem')).click()
      expect(await theme()).toBe('dark')
      await button(page, name('themeDark')).click()
      expect(await theme()).toBe('light')
      await button(page, name('themeLight')).click()
      expect(await theme()).toBeUndefined()
      await page.emulateMedia({ colorScheme: 'dark' })
      expect(await page.evaluate(() => getComputedStyle(document.body).colorScheme)).toBe('dark')
    })

    test('a site without a name of its own has the language’s word for it', async () => {
      const page = await (await visit({ ...desktop, lang: 'en' })).page('/')
      await settled(page)
      await expect.poll(() => page.title()).toBe(`${en.allNodes} · ${en.brand}`)
    })
  },
)
