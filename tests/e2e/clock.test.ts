import { expect, test } from 'vitest'
import { desktop } from '../support/browser.ts'
import { sparse } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, link, settled, signedInPage, signIn } from '../support/browser-steps.ts'
import { fill, zh } from '../support/browser-words.ts'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'

const dayMs = 86_400_000

withBrowser(
  () => Site.open(sparse),
  ({ site, visit }) => {
    /** What an owner whose clock is off by that many days reads about the own nodes, without figures. */
    const read = async (days: number): Promise<string> => {
      const page = await (await visit(desktop)).page()
      await page.clock.setSystemTime(Date.now() + days * dayMs)
      await signIn(page)
      await settled(page)
      // A second page of the same visitor knows the time before its first answer.
      await page.reload()
      await settled(page)
      expect(new URL(page.url()).hash).toBe('#/nodes')
      return (await page.locator('main').innerText()).replaceAll(/[\d.]+/g, '#')
    }

    test('an owner whose clock is days off stays signed in and reads the same ages', async () => {
      const right = await read(0)
      expect(right).toContain('在线 · #分钟前')
      expect(await read(3)).toBe(right)
      expect(await read(-400)).toBe(right)
    })

    test('days go by the zone that an administrator has chosen, on every page', async () => {
      const settings = await signedInPage(await visit(desktop), sampleAccounts.admin)
      await link(settings, zh.adminSettings).click()
      await settings.getByLabel(zh.siteZone).selectOption({ label: 'UTC-3:30' })
      await button(settings, zh.saveSite).click()
      await settings.getByText(zh.settingsSaved).waitFor()

      const page = await (await visit(desktop)).page(`/n/?id=${site().nodes[0]?.id}`)
      await page.getByText(fill(zh.footZone, { zone: 'UTC-3:30' })).waitFor()
      await page.getByRole('button', { name: zh.table }).click()
      const table = page.getByRole('region', { name: zh.table })
      await table.getByText(fill(zh.tableDate, { zone: 'UTC-3:30' })).waitFor()
      const today = new Date(Date.now() - 210 * 60_000).toISOString().slice(0, 10)
      expect(await table.getByRole('rowheader').first().textContent()).toBe(today)
      await page.goto('/')
      await page.getByText(fill(zh.legendHow, { zone: 'UTC-3:30' })).waitFor()
    })
  },
)
