import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { messages as incidentWords } from '../../src/ui/i18n/zh-CN/incidents.ts'
import { desktop, phone } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { press, tabTo, type } from '../support/browser-keyboard.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, settled, signedInPage } from '../support/browser-steps.ts'
import { fill, zh } from '../support/browser-words.ts'

const title = '华北线路中断，正在抢修'

withBrowser(
  () => Site.open({ nodes: [youngNode('上海-三网-01')] }),
  ({ site, visit }) => {
    test('an incident, told by keyboard, is read on a phone, goes on and is over', async () => {
      const admin = await visit(desktop)
      // An announcement without a title is refused.
      admin.expects(/400.*announcements/)
      const page = await signedInPage(admin, sampleAccounts.admin)
      await page.goto('/console/#/admin/announcements')
      await settled(page)
      expect(await inspect(page, 'announcements')).toEqual([])
      await press(page, zh.announcementNew)
      await page.getByRole('heading', { name: zh.announcementNewHead }).waitFor()
      await tabTo(page, zh.tone_notice)
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      await type(page, `${zh.announcementText} ${zh.optional}`, '光缆被挖断，见 https://example.org/1')
      await type(page, `${zh.announcementNodes} ${zh.optional}`, '三网')
      await page.getByRole('group', { name: zh.announcementNodesFound }).getByText('上海-三网-01').waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: fill(zh.weeklyRemove, { t: '上海-三网-01' }) }).waitFor()
      await page.keyboard.press('Shift+Tab')
      expect(await inspect(page, 'form')).toEqual([])
      await press(page, zh.announcementPublish)
      // Without a title the server refuses, and the field has the focus.
      await page.locator('#f-title[aria-invalid=true]').waitFor()
      await page.keyboard.type(title)
      await press(page, zh.announcementPublish)
      await page.getByText(fill(zh.announcementSaved, { name: title })).waitFor()

      const visitor = await visit(phone)
      const status = await visitor.page('/')
      await settled(status)
      const banner = status.getByRole('complementary', { name: zh.notice })
      await banner.getByText(title).waitFor()
      expect((await banner.boundingBox())?.width).toBe(phone.width)
      expect(await banner.innerText()).toContain(zh.tone_incident)
      expect(await inspect(status, 'banner')).toEqual([])
      await banner.getByRole('link', { name: zh.noticeDetails }).tap()
      await status.waitForURL(/\/incidents\/#/)
      await settled(status)
      const entry = status.getByRole('article', { name: title })
      await entry.getByText(incidentWords.current).waitFor()
      expect(await entry.getByRole('link', { name: 'https://example.org/1' }).count()).toBe(1)
      await entry.getByText('上海-三网-01').waitFor()
      expect(await inspect(status, 'history')).toEqual([])

      // Closed for good, until something of it changes.
      await status.getByRole('button', { name: zh.noticeClose }).first().tap()
      await status.reload()
      await settled(status)
      expect(await status.locator('.notice', { hasText: title }).count()).toBe(0)
      const card = page.getByRole('region', { name: title, exact: true })
      await card.getByRole('button', { name: zh.announcementUpdate }).click()
      await type(page, zh.announcementUpdateText, '一半已经恢复')
      await card.locator('button[type=submit]').click()
      await card.getByText(fill(zh.announcementUpdates, { n: 1 })).waitFor()
      expect(await inspect(page, 'card')).toEqual([])
      await expect
        .poll(
          async () => {
            await status.reload()
            await settled(status)
            return status.locator('.notice', { hasText: title }).count()
          },
          { timeout: 60_000 },
        )
        .toBe(1)
      await entry.getByText('一半已经恢复').waitFor()

      await card.getByRole('button', { name: zh.announcementResolve }).click()
      await card.getByRole('button', { name: zh.announcementReopen }).waitFor()
      await status.reload()
      await entry.getByText(incidentWords.resolved).waitFor()
      const { announcements } = (await (await fetch(`${site().origin}/api/system/check-init`)).json()) as {
        announcements?: unknown
      }
      expect(announcements).toBeUndefined()
      await card.getByRole('button', { name: zh.announcementDelete }).click()
      await button(page, zh.announcementDelete).last().click()
      await card.waitFor({ state: 'detached' })
    })
  },
)
