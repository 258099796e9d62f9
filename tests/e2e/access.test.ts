import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/local/demo/sample-accounts.ts'
import { desktop, phone, type Visitor } from '../support/browser.ts'
import { axeFindings, inspect } from '../support/browser-axe.ts'
import { demoPages, idsOf } from '../support/browser-pages.ts'
import { sparse } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, field, settled, signedInPage } from '../support/browser-steps.ts'
import { zh } from '../support/browser-words.ts'

const viewers = ['nobody', 'owner', 'admin'] as const

withBrowser(
  () => Site.open(sparse),
  ({ site, visit }) => {
    const open = async (visitor: Visitor, viewer: (typeof viewers)[number]): Promise<Page> =>
      viewer === 'nobody' ? visitor.page() : signedInPage(visitor, sampleAccounts[viewer])

    for (const lang of ['zh', 'en'] as const) {
      for (const viewer of viewers) {
        test(`pages for ${viewer}, ${lang}: axe finds nothing in both themes and widths, nothing scrolls sideways`, async () => {
          const visitor = await visit({ ...desktop, lang })
          visitor.expects(/status of 40[04]/)
          const page = await open(visitor, viewer)
          const wrong: string[] = []
          for (const shot of demoPages.filter(({ as = 'nobody' }) => as === viewer)) {
            await page.goto('about:blank')
            await page.goto(shot.url(idsOf(site().nodes)))
            await settled(page)
            wrong.push(...(await inspect(page, shot.name)))
          }
          expect(wrong).toEqual([])
        })
      }
    }

    test('states that an act leads to: open menus, dialogs, errors, a fresh token, a table, answers', async () => {
      const wrong: string[] = []
      const visitor = await visit(desktop)
      const page = await signedInPage(visitor)
      const look = async (name: string): Promise<void> => void wrong.push(...(await inspect(page, name)))

      await page.goto('/console/#/nodes')
      await page.getByRole('button', { name: /上海-三网-01.*更多操作/ }).click()
      await page.getByRole('menuitem', { name: zh.delDo }).waitFor()
      await look('row menu')
      await page.getByRole('menuitem', { name: zh.delDo }).click()
      await page.getByRole('dialog').waitFor()
      await look('delete dialog')
      await page.keyboard.press('Escape')

      await page.goto('/console/#/nodes/new')
      await button(page, zh.create).click()
      await page
        .locator('.form-end')
        .getByText(zh.fix.split('{n}')[0] ?? '')
        .waitFor()
      await page.locator('details.fold > summary').click()
      await field(page, 'connections-0-ip').fill('192.168.1.1')
      await field(page, 'connections-0-ip').blur()
      await page.getByText(zh.privateAddress).waitFor()
      await look('form with errors')
      await field(page, 'node_name').fill('深圳-电信-09')
      await page.getByRole('radio', { name: zh.domestic }).check()
      await field(page, 'connections-0-ip').fill('203.0.113.77')
      await button(page, zh.create).click()
      await page.getByRole('heading', { level: 1, name: zh.createdTitle }).waitFor()
      await look('fresh token')
      await page.getByRole('link', { name: zh.mine, exact: true }).first().click()
      await page.getByRole('dialog').getByRole('button', { name: zh.leave }).click()
      await page.getByRole('heading', { level: 1, name: zh.mine }).waitFor()

      await page.goto(`/n/?id=${idsOf(site().nodes)('首尔-01')}`)
      await button(page, zh.table).click()
      await page.getByRole('table').first().waitFor()
      await look('table of days')

      await page.goto('/')
      await settled(page)
      await button(page, zh.who).click()
      await page.locator('.who li').first().waitFor()
      await look('who')
      await page.setViewportSize(phone)
      await page.getByRole('button', { name: zh.menu }).click()
      await page.locator('.sheet').waitFor()
      wrong.push(...(await axeFindings(page)).map((finding) => `phone menu ${finding}`))
      expect(wrong).toEqual([])
    })

    test('no server at all: axe finds nothing', async () => {
      const wrong: string[] = []
      const visitor = await visit(desktop)
      visitor.expects(/ERR_FAILED/)
      const page = await visitor.page()
      await page.route('**/api/**', (route) => route.abort())
      await page.goto('/')
      await page
        .getByText(zh.unreachable)
        .first()
        .waitFor({ state: 'attached' })
        .catch(() => undefined)
      wrong.push(...(await inspect(page, 'unreachable')))
      expect(wrong).toEqual([])
    })
  },
)
