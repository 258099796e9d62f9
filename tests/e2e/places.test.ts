import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { desktop, phone } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, field, signedInPage } from '../support/browser-steps.ts'
import { en, fill, zh } from '../support/browser-words.ts'

const names = ['上海-三网-01', '广州-电信-01', '北京-联通-01']

withBrowser(
  () => Site.open({ nodes: names.map((name) => youngNode(name)) }),
  ({ site, visit }) => {
    const places = '/console/#/admin/places'
    type Work = { nodes: { id: number; urls: string[] }[] }

    /** Results of one moment: every node joined, or none. */
    async function post(key: string, minutesAgo: number, isOnline: boolean): Promise<void> {
      const { nodes } = await site().call<Work>('GET', '/api/prober/work', undefined, key)
      const results = nodes.map(({ id, urls }) => ({
        node: id,
        url: urls[0],
        check_time: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
        is_online: isOnline,
        code: isOnline ? 'ok' : 'connect_timeout',
      }))
      await site().call('POST', '/api/prober/results', { version: '0.2.0', results }, key)
    }

    // Another one for each try: a site may have two places of one name.
    const nameNow = (): string => `广州 ${Date.now() % 100_000}`

    test('a place is added, its key shown this once, what it did is told, and it is revoked', async () => {
      const page = await signedInPage(await visit(desktop), sampleAccounts.admin)
      const name = nameNow()
      await page.goto(places)
      await page.getByText(zh.placeOwn, { exact: true }).waitFor()
      expect(await inspect(page, 'places')).toEqual([])
      await field(page, 'place-name').fill(name)
      await page.getByRole('radio', { name: zh.overseas }).check()
      await button(page, zh.placeMake).click()
      await page.getByRole('heading', { name: fill(zh.placeKeyOf, { name }) }).waitFor()
      expect(await inspect(page, 'a new key')).toEqual([])
      const [line = '', key = ''] = await page.locator('.codebox code').allTextContents()
      expect(key).toMatch(/^etp_/)
      expect(line).toContain(`PROBER_KEY='${key}' node prober.mjs '${site().origin}'`)
      await page.reload()
      const row = page.locator('.sessions li', { hasText: name })
      await row.getByText(zh.placeNever).waitFor()
      await row.getByText(zh.overseas, { exact: true }).waitFor()
      expect(await page.getByText(key).count()).toBe(0)

      await post(key, 10, true)
      await post(key, 2, false)
      await page.reload()
      await row.getByText(zh.placeDoubtful).waitFor()
      expect(await page.locator('.sessions li').first().textContent()).toContain(name)
      expect(await row.textContent()).toContain(fill(zh.placeChecks, { n: 6 }))
      expect(await row.textContent()).toContain(fill(zh.placeFailures, { p: '50' }))
      const dark = await signedInPage(
        await visit({ ...phone, lang: 'en', theme: 'dark' }),
        sampleAccounts.admin,
      )
      await dark.goto(places)
      await dark.getByText(en.placeDoubtful, { exact: true }).first().waitFor()
      expect(await inspect(dark, 'a doubtful place')).toEqual([])

      await row.getByRole('button').click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: zh.placeRevoke }).click()
      await page.getByText(fill(zh.placeRevoked, { name })).waitFor()
      await expect.poll(() => row.count()).toBe(0)
      const refused = await fetch(`${site().origin}/api/prober/work`, {
        headers: { authorization: `Bearer ${key}` },
      })
      expect(refused.status).toBe(401)
    })
  },
)
