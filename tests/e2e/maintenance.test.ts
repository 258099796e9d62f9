import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { desktop, phone } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, settled, signedInPage } from '../support/browser-steps.ts'
import { zh } from '../support/browser-words.ts'

const { owner } = sampleAccounts
const name = '上海-三网-01'

withBrowser(
  () => Site.open({ nodes: [youngNode(name, { owner: owner.email })] }),
  ({ site, visit }) => {
    test('an owner sets a maintenance, visitors read of it, and it is ended', async () => {
      const id = site().nodes[0]?.id ?? 0
      const page = await signedInPage(await visit(desktop), owner)
      await page.goto(`/console/#/nodes/${id}`)
      await settled(page)
      const card = page.getByRole('region', { name: zh.maintenance, exact: true })
      expect(await inspect(page, 'before')).toEqual([])
      await card.getByLabel(zh.maintenanceFor).selectOption('4')
      await button(page, zh.maintainDo).click()
      await card.getByText(/维护中/).waitFor()
      expect(await inspect(page, 'during')).toEqual([])

      const visitor = await (await visit(phone)).page(`/n/?id=${id}`)
      await visitor.getByText(/节点主正在维护/).waitFor()
      expect(await inspect(visitor, 'page')).toEqual([])

      await button(page, zh.maintainEnd).click()
      await button(page, zh.maintainDo).waitFor()
      await card.getByLabel(zh.weeklyDay).selectOption('7')
      await card.getByLabel(/^开始时间/).fill('23:30')
      await card.getByLabel(/^结束时间/).fill('01:15')
      await button(page, zh.weeklyAdd).click()
      await card.getByText('星期日 23:30–次日 01:15 (UTC+8)', { exact: true }).waitFor()
      expect(await inspect(page, 'weekly')).toEqual([])
      await page.reload()
      await settled(page)
      await card.getByRole('button', { name: /^移除 星期日 23:30/ }).click()
      await card.getByText(/星期日 23:30/).waitFor({ state: 'detached' })

      // Somebody else: the answer may be kept for 15 s.
      const later = await (await visit(phone)).page(`/n/?id=${id}`)
      await settled(later)
      expect(await later.getByText(/节点主正在维护/).count()).toBe(0)
    })
  },
)
