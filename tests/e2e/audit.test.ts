import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { desktop } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { press, tabTo, type } from '../support/browser-keyboard.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, settled, signedInPage } from '../support/browser-steps.ts'
import { zh } from '../support/browser-words.ts'

const { owner, admin } = sampleAccounts

withBrowser(
  () => Site.open({ nodes: [youngNode('上海-三网-01', { owner: owner.email })] }),
  ({ site, visit }) => {
    test('an administrator filters the audit log by keyboard and takes it along; an owner sees the own part', async () => {
      await site().call('PUT', '/api/system/settings', { nodes_per_user: 77 }, await site().tokenOf(admin))
      const page = await signedInPage(await visit(desktop), admin)
      await page.goto('/console/#/admin/audit')
      await settled(page)
      const list = page.getByRole('list', { name: zh.auditTable })
      await list.getByText(zh.audit_settings_changed).first().waitFor()
      expect(await inspect(page, 'audit')).toEqual([])
      await tabTo(page, zh.auditKind)
      await page.keyboard.type(zh.audit_settings_changed)
      await page.getByLabel(zh.auditKind).selectOption('settings_changed')
      await press(page, zh.auditFind)
      await list.getByText(zh.nodesPerUser, { exact: true }).waitFor()
      expect(await list.getByText(zh.audit_sign_in, { exact: true }).count()).toBe(0)
      const [saved] = await Promise.all([page.waitForEvent('download'), press(page, zh.csv)])
      const csv = readFileSync(await saved.path(), 'utf8')
      expect(csv).toMatch(/^\ufeffat,kind,by,ip,what\r\n/)
      expect(csv).toContain('settings_changed,admin@')
      await type(page, `${zh.auditUser} ${zh.optional}`, 'nobody@example.com')
      await page.keyboard.press('Enter')
      await page.getByText(zh.auditNone).waitFor()

      const own = await signedInPage(await visit(desktop), owner)
      await own.goto('/console/#/account')
      await settled(own)
      const mine = own.getByRole('list', { name: zh.auditMine })
      await mine.getByText(zh.audit_sign_in, { exact: true }).first().waitFor()
      expect(await mine.getByText(zh.audit_settings_changed).count()).toBe(0)
      expect(await inspect(own, 'account')).toEqual([])
      expect(await button(own, zh.auditFind).count()).toBe(0)
    })
  },
)
