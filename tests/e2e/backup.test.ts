import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { desktop, Visitor } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site, siteSecret } from '../support/browser-site.ts'
import { button, field, link, signedInPage } from '../support/browser-steps.ts'
import { fill, zh } from '../support/browser-words.ts'

const { admin, north, owner } = sampleAccounts

withBrowser(
  () => Site.open({ nodes: ['广州-01', '广州-02'].map((name) => youngNode(name, { owner: owner.email })) }),
  ({ browser, visit }) => {
    test('a site goes into a file and comes back on another; what was there stays, what is not trusted waits', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/status of 400/)
      const page = await signedInPage(visitor, admin)
      await link(page, zh.adminSettings).click()
      await link(page, zh.backup).click()
      await page.getByRole('heading', { level: 1, name: zh.backup }).waitFor()
      expect(await inspect(page, 'backup')).toEqual([])
      const [download] = await Promise.all([page.waitForEvent('download'), button(page, zh.exportDo).click()])
      const text = readFileSync(await download.path(), 'utf8')
      const records = text.split('\n').filter((line) => line.startsWith('{"key"')).length
      await page.getByText(fill(zh.exported, { n: records, name: download.suggestedFilename() })).waitFor()

      const put = async (name: string, content: string): Promise<void> => {
        await field(page, 'import_file').setInputFiles({
          name,
          mimeType: 'application/x-ndjson',
          buffer: Buffer.from(content),
        })
        await button(page, zh.importDo).click()
        const dialog = page.getByRole('dialog', { name: fill(zh.importAsk, { name }) })
        await dialog.getByRole('button', { name: zh.importDo }).click()
      }
      // What the tick has cleared away since then is new again; nothing is left out.
      const whole = async (): Promise<void> => {
        const parts = /^(.*)\{n\}(.*)\{m\}(.*)$/.exec(zh.importDone)?.slice(1) ?? []
        const done = page.getByText(new RegExp(parts.join('(\\d+)')))
        await done.waitFor()
        const numbers = [...(await done.innerText()).matchAll(/\d+/g)].map(Number)
        const [added = NaN, skipped = NaN] = numbers
        expect(added + skipped).toBe(records)
        expect(added).toBeLessThan(records / 4)
      }
      await put('mine.ndjson', text)
      await whole()
      await page.getByText(zh.importSkipped).waitFor()

      await put('changed.ndjson', text.replace('广州-01', '广州-0x'))
      await page.getByText(zh.importUnsigned).waitFor()
      expect(await button(page, zh.importDo).isVisible()).toBe(true)
      expect(await inspect(page, 'backup without a signature')).toEqual([])
      await page.getByLabel(zh.importForce).check()
      await button(page, zh.importResume).click()
      await whole()

      await put('broken.ndjson', `${text.split('\n')[1]}\nno record\n`)
      await page.getByText(/^第 2 行：/).waitFor()

      const other = await Site.open()
      try {
        const call = { jwt_secret: siteSecret, email: admin.email, password: admin.password }
        await other.call('POST', '/api/system/initialize', call)
        const there = await Visitor.open(browser(), other.origin, desktop)
        const fresh = await signedInPage(there, admin)
        await fresh.goto('/console/#/admin/backup')
        await field(fresh, 'import_file').setInputFiles({
          name: 'mine.ndjson',
          mimeType: 'application/x-ndjson',
          buffer: Buffer.from(text),
        })
        await button(fresh, zh.importDo).click()
        await fresh.getByRole('dialog').getByRole('button', { name: zh.importDo }).click()
        await fresh.getByText(zh.importDone.split('：')[0] ?? '').waitFor()
        await link(fresh, zh.adminNodes).click()
        await fresh.getByRole('row').getByText('广州-02').waitFor()
        expect(there.problems).toEqual([])
        await there.close()
      } finally {
        await other.stop()
      }
    })

    test('an administrator who is not the first one is told whose it is', async () => {
      const page = await signedInPage(await visit(desktop), north)
      await page.goto('/console/#/admin/backup')
      await page.getByText(zh.backupSuper).waitFor()
      expect(await page.getByRole('button', { name: zh.exportDo }).count()).toBe(0)
    })
  },
)
