import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { desktop, phone } from '../support/browser.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, field, link, logIn, signedInPage } from '../support/browser-steps.ts'
import { en, zh } from '../support/browser-words.ts'

const { owner } = sampleAccounts

withBrowser(
  () => Site.open({ nodes: [youngNode('上海-三网-01', { owner: owner.email })] }),
  ({ visit }) => {
    test('a clock that ticks between two looks makes no form wait', async () => {
      const page = await (await visit(desktop)).page()
      await page.addInitScript(() => {
        const real = Date.now
        let looks = 0
        Date.now = () => real() + looks++
      })
      await page.goto('/console/#/login')
      await page.locator('main button[type=submit]').waitFor()
      expect(await page.locator('main button[type=submit]').textContent()).toBe(zh.signIn)
    })

    test('a browser that forbids storage signs in, for as long as the page lives', async () => {
      const page = await (await visit(desktop)).page()
      await page.addInitScript(() => {
        for (const name of ['localStorage', 'sessionStorage'])
          Object.defineProperty(window, name, {
            get() {
              throw new DOMException('denied', 'SecurityError')
            },
          })
      })
      await page.goto('/console/#/login')
      await logIn(page, owner)
      await page.getByText('上海-三网-01').first().waitFor()
      await page.goto('/console/#/nodes/new')
      await field(page, 'node_name').fill('草稿')
      await link(page, zh.mine).first().click()
      await page.getByRole('heading', { level: 1, name: zh.mine }).waitFor()
    })

    for (const [lang, words] of [
      ['zh', zh],
      ['en', en],
    ] as const) {
      test(`who I would get: without a network it says so in the reader's language: ${lang}`, async () => {
        const visitor = await visit({ ...desktop, lang })
        visitor.expects(/ERR_INTERNET_DISCONNECTED/)
        const page = await visitor.page('/')
        await link(page, '上海-三网-01').waitFor()
        await page.context().setOffline(true)
        await button(page, words.who).click()
        await page
          .getByRole('region', { name: words.connect })
          .getByRole('alert')
          .getByText(words.siteUnreachable)
          .waitFor()
      })
    }

    test('a browser that cannot read the page’s script is told so in one sentence', async () => {
      for (const url of ['/', '/share/', '/docs/players/']) {
        const visitor = await visit(desktop)
        // Chromium gives the mistake of a module no text.
        visitor.expects(/SyntaxError|Unexpected|^ on http/)
        const page = await visitor.page()
        await page.route('**/assets/page-*.js', (route) =>
          route.fulfill({ contentType: 'text/javascript', body: 'let old = ;' }),
        )
        await page.goto(url)
        await page.locator('.too-old').getByText('浏览器太旧').waitFor()
      }
    })

    test('a search as long as a page fits a phone all the same', async () => {
      const page = await (await visit(phone)).page(`/?q=${'很长x'.repeat(400)}`)
      await button(page, zh.dropAll).waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width)
    })

    test('without JavaScript every page that needs it says so where it is seen', async () => {
      const page = await (await visit({ ...desktop, script: false })).page()
      for (const url of ['/', '/n/?id=1', '/share/', '/docs/', '/console/']) {
        await page.goto(url)
        const box = await page.locator('.noscript').boundingBox()
        expect((box?.y ?? desktop.height) + (box?.height ?? 0), url).toBeLessThan(desktop.height)
      }
    })

    test('a pasted address with an impossible port is told at once', async () => {
      const page = await signedInPage(await visit(desktop), owner)
      await page.goto('/console/#/nodes/new')
      const host = field(page, 'connections-0-ip')
      await host.focus()
      await page.evaluate(() => navigator.clipboard.writeText('tcp://203.0.113.90:99999'))
      await page.keyboard.press('Control+V')
      await expect.poll(() => host.inputValue()).toBe('203.0.113.90')
      await page.locator('#f-connections-0-port[aria-invalid=true]').waitFor()
    })

    test('a name that turns the writing around is refused at its field', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/status of 400/)
      const page = await signedInPage(visitor, owner)
      await page.goto('/console/#/nodes/new')
      await field(page, 'node_name').fill('上海\u202e10-三网')
      await page.getByRole('radio', { name: zh.domestic }).check()
      await field(page, 'connections-0-ip').fill('203.0.113.90')
      await field(page, 'max_bandwidth').fill('100')
      await button(page, zh.create).click()
      await page.locator('#f-node_name[aria-invalid=true]').waitFor()
    })
  },
)
