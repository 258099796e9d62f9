import { expect, test } from 'vitest'
import { desktop } from '../support/browser.ts'
import { sparse } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { settled } from '../support/browser-steps.ts'

withBrowser(
  () => Site.open(sparse),
  ({ visit }) => {
    test('a reader from Hong Kong sees traditional characters, chooses English and comes back to them', async () => {
      const visitor = await visit({ ...desktop, lang: 'tw' })
      const page = await visitor.page('/')
      await settled(page)
      expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-TW')
      await page.getByRole('heading', { name: '接入', exact: true }).waitFor()
      expect(await page.locator('main').textContent()).toContain('節點線上')
      await page.getByRole('button', { name: 'English' }).click()
      await page.getByRole('heading', { name: 'Connect', exact: true }).waitFor()
      await page.getByRole('button', { name: '中文', exact: true }).click()
      await page.waitForFunction(() => document.documentElement.lang === 'zh-TW')
      await page.getByRole('button', { name: '简体中文' }).click()
      await page.waitForFunction(() => document.documentElement.lang === 'zh-CN')
      const again = await visitor.page('/docs/players/')
      expect(await again.evaluate(() => document.documentElement.lang)).toBe('zh-CN')
    })

    test('a guide has traditional characters, too, and its own places', async () => {
      const page = await (await visit({ ...desktop, lang: 'tw' })).page('/docs/operators/')
      await page.getByRole('heading', { name: '提供公共節點', level: 1 }).waitFor()
      expect(await page.locator('h1').count()).toBe(1)
      await page.getByRole('navigation', { name: '目錄' }).getByRole('link', { name: '容量' }).click()
      await page.waitForURL(/#tw-capacity$/)
    })
  },
)
