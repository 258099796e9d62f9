import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { keys } from '../../src/ui/i18n/zh-CN/console-keys.ts'
import { desktop } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, field, link, signedInPage } from '../support/browser-steps.ts'
import { zh } from '../support/browser-words.ts'

const { admin, owner } = sampleAccounts

withBrowser(
  () => Site.open({ nodes: [youngNode('上海-三网-01', { owner: owner.email })] }),
  ({ site, visit }) => {
    test('an owner makes a key, sees how often it was used and revokes it; an admin raises its quota', async () => {
      const page = await signedInPage(await visit(desktop), owner)
      await link(page, zh.account).click()
      await link(page, keys.apiKeys).click()
      await page.getByText(keys.apiKeysNone).waitFor()
      await field(page, 'name').fill('我的启动器')
      await page.locator('#f-expires_days').selectOption('30')
      await button(page, keys.apiKeyMake).click()
      const shown = page.getByText(/^etk_[0-9a-z]{8}_[0-9a-f]{32}$/)
      await shown.waitFor()
      expect(await inspect(page, 'a new API key')).toEqual([])
      const key = (await shown.textContent()) ?? ''

      for (let at = 0; at < 3; at += 1) {
        const answer = await fetch(`${site().origin}/api/query`, { headers: { 'x-api-key': key } })
        expect(answer.status).toBe(200)
      }
      await page.reload()
      await page.getByRole('heading', { name: '我的启动器' }).waitFor()
      await page.getByText('近 30 天 3 次，今天 3 次').waitFor()
      expect(await page.content()).not.toContain(key)

      const other = await signedInPage(await visit(desktop), admin)
      await other.goto(`${site().origin}/console/#/keys`)
      await field(other, 'email').fill(owner.email)
      await button(other, keys.apiKeysShow).click()
      await other.getByRole('heading', { name: '我的启动器' }).waitFor()
      await other.getByRole('button', { name: keys.apiKeyRaise }).click()
      await field(other, 'requests_per_day').fill('5000')
      await field(other, 'requests_per_minute').fill('100')
      await other.locator('form').getByRole('button', { name: keys.apiKeyRaise }).click()
      await other.getByText('每天 5,000 次，每分钟 100 次').waitFor()

      await page.getByRole('button', { name: keys.apiKeyRevoke }).click()
      await page.getByRole('dialog').getByRole('button', { name: keys.apiKeyRevoke }).click()
      await page.getByText(keys.apiKeysNone).waitFor()
      const refused = await fetch(`${site().origin}/api/query`, { headers: { 'x-api-key': key } })
      expect(refused.status).toBe(401)
    })
  },
)
