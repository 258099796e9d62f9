import type { Request } from 'playwright-core'
import { expect, test } from 'vitest'
import { desktop } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site, siteSecret } from '../support/browser-site.ts'
import { field, settled } from '../support/browser-steps.ts'

const password = 'a-password-of-the-admin'

withBrowser(
  () => Site.open(undefined, { EMULATE: 'cursor_stuck,no_own_host,kv_on_env' }, 'edge'),
  ({ visit }) => {
    test('before and after the set-up: what is wrong stands first, is told over the console, and can be copied', async () => {
      const visitor = await visit({ ...desktop, lang: 'en' })
      visitor.expects(/status of 40\d/)
      await visitor.context.grantPermissions(['clipboard-read', 'clipboard-write'])
      const page = await visitor.page('/console/#/init')
      await page.clock.install()
      let underWay = 0
      const count = (by: number) => (request: Request) => {
        if (request.url().endsWith('/self-test')) underWay += by
      }
      page.on('request', count(1))
      page.on('requestfinished', count(-1))
      page.on('requestfailed', count(-1))
      const finish = async (): Promise<void> => {
        await page.getByText('looking at the writes again').waitFor({ timeout: 120_000 })
        const done = page.getByText('The self-test is done')
        // In small leaps, none over a call that is under way: its time limit would end it.
        for (let leaps = 0; leaps < 60 && !(await done.isVisible()); leaps += 1) {
          await page.clock.runFor(5_000)
          await expect.poll(() => underWay, { timeout: 60_000 }).toBe(0)
        }
        await done.waitFor()
        await page.clock.setSystemTime(Date.now())
      }

      await page.getByRole('link', { name: 'Run the self-test first' }).click()
      await field(page, 'jwt_secret').fill('not the secret')
      await page.getByRole('button', { name: 'Run the self-test' }).click()
      await page.locator('.box-bad').waitFor()
      await field(page, 'jwt_secret').fill(` ${siteSecret} `)
      await page.getByRole('button', { name: 'Run the self-test' }).click()
      await finish()
      expect(await page.locator('.self-test-row').first().innerText()).toContain('KV lists: cursor')

      await page.goto('/console/#/init')
      await field(page, 'jwt_secret').fill(siteSecret)
      await field(page, 'email').fill('root@example.com')
      await field(page, 'password').fill(password)
      await field(page, 'repeat').fill(password)
      await page.locator('main button[type=submit]').click()
      await page.locator('main a.btn-main').click()
      await field(page, 'email').fill('root@example.com')
      await field(page, 'password').fill(password)
      await page.locator('main button[type=submit]').click()
      // By itself, because the set-up led here.
      await finish()
      await page.getByText(/^2 failing, \d+ to note, \d+ fine$/).waitFor()

      await page.getByRole('button', { name: 'Copy as Markdown' }).click()
      const copied = await page.evaluate(() => navigator.clipboard.readText())
      expect(copied).toContain('| red | `kv_list_cursor` | `list_cursor_stuck` |')
      expect(copied).toContain('| yellow | `kv_binding` | `kv_environment` |')
      for (const secret of [siteSecret, 'root@example.com', password, '127.0.0.1']) {
        expect(copied).not.toContain(secret)
      }
      expect(await inspect(page, 'self-test with red rows')).toEqual([])

      await page.goto('/console/#/nodes')
      await settled(page)
      await page.getByText('The last self-test found 2 failing').waitFor()
      expect(await inspect(page, 'warning of the self-test')).toEqual([])
      await page.getByRole('link', { name: 'See', exact: true }).click()
      await page.getByText(/last run/).waitFor()
    })
  },
)
