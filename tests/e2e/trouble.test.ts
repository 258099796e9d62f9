import { expect, test, vi } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { desktop, patienceMs } from '../support/browser.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, field, link, logIn, signedInPage } from '../support/browser-steps.ts'
import { fill, zh } from '../support/browser-words.ts'

const { owner } = sampleAccounts
const refused = /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/

withBrowser(
  () => Site.open({ nodes: [youngNode('上海-三网-01', { owner: owner.email })] }),
  ({ site, visit }) => {
    test('a stopped server is told within 90 s, a started one is found again by itself', async () => {
      const visitor = await visit(desktop)
      visitor.expects(refused)
      const page = await visitor.page()
      await page.clock.install()
      await page.goto('/')
      await page.getByRole('link', { name: '上海-三网-01', exact: true }).waitFor()
      const failed = page.waitForEvent('requestfailed', { timeout: patienceMs })
      await site().kill()
      await page.clock.runFor(31_000)
      await failed
      const banner = page.getByText(zh.staleMore)
      await page.clock.runFor(58_000)
      await banner.waitFor()
      // Data of ten minutes ago is no longer called the present.
      await page.clock.runFor(600_000)
      await page.getByText(/截至/).first().waitFor()
      await site().start()
      // Retries are at most five minutes apart; requests give up after 20 s of this clock.
      let open = 0
      page.on('request', () => (open += 1))
      page.on('requestfinished', () => (open -= 1))
      page.on('requestfailed', () => (open -= 1))
      for (let step = 0; step < 30 && (await banner.isVisible()); step += 1) {
        await page.clock.runFor(12_000)
        await vi.waitUntil(() => open === 0, { timeout: patienceMs })
      }
      await banner.waitFor({ state: 'hidden' })
    })

    test("without a server the last visit's figures come first, with their age", async () => {
      const visitor = await visit(desktop)
      visitor.expects(refused, /ERR_FAILED/)
      const page = await visitor.page('/')
      await page.getByRole('link', { name: '上海-三网-01', exact: true }).waitFor()
      await page.route('**/api/**', (route) => route.abort())
      await page.clock.install()
      await page.reload()
      await page.getByRole('link', { name: '上海-三网-01', exact: true }).waitFor()
      await page.clock.runFor(95_000)
      await page.getByText(zh.staleMore).waitFor()
      await page.unroute('**/api/**')
      await button(page, zh.retry).click()
      await page.getByText(zh.staleMore).waitFor({ state: 'hidden' })
    })

    test('signing out in one tab signs the other out', async () => {
      const visitor = await visit(desktop)
      const page = await visitor.page('/console/#/login')
      await page.getByRole('checkbox').check()
      await logIn(page, owner)
      const other = await visitor.page('/console/#/account')
      await other.getByRole('heading', { level: 1, name: zh.account }).waitFor()
      await button(page, zh.signOut).click()
      await other.getByRole('heading', { level: 1, name: zh.signIn }).waitFor()
      await other.getByText(zh.wasSignedOut).waitFor()
      expect(await other.evaluate(() => localStorage.length)).toBeGreaterThanOrEqual(0)
      expect(
        await other.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])),
      ).not.toMatch(/eyJ/)
    })

    test('an ended session asks for the password on the spot and sends the request again', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/status of 401/)
      const page = await signedInPage(visitor, owner)
      await link(page, '上海-三网-01').click()
      await field(page, 'region_detail').fill('浦东')
      const { token } = await site().call<{ token: string }>('POST', '/api/auth/login', owner)
      await site().call('POST', '/api/auth/logout-all', {}, token)
      await button(page, zh.save).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('heading', { name: zh.sessionEnded }).waitFor()
      expect(await field(page, 'region_detail').inputValue()).toBe('浦东')
      await dialog.getByLabel(zh.password).fill(owner.password)
      await dialog.getByRole('button', { name: zh.resume }).click()
      await page.getByText(fill(zh.saved, { name: '上海-三网-01' })).waitFor()
    })

    test('a save that fails keeps what was typed, and a change elsewhere shows both values', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/ERR_FAILED/, /status of 409/)
      const page = await signedInPage(visitor, owner)
      await link(page, '上海-三网-01').click()
      await field(page, 'region_detail').fill('徐汇')
      await page.route('**/api/nodes/*', (route) =>
        route.request().method() === 'PUT' ? route.abort() : route.continue(),
      )
      await button(page, zh.save).click()
      await page
        .getByText(zh.unsaved.split('{why}')[1] ?? '')
        .first()
        .waitFor()
      expect(await field(page, 'region_detail').inputValue()).toBe('徐汇')
      await page.unroute('**/api/nodes/*')
      const { token } = await site().call<{ token: string }>('POST', '/api/auth/login', owner)
      const id = site().nodes[0]?.id ?? 0
      await site().call('PUT', `/api/nodes/${id}`, { region_detail: '静安' }, token)
      await button(page, zh.save).click()
      await page.getByText(zh.conflict).waitFor()
      await page.getByText('静安').first().waitFor()
      await button(page, zh.save).click()
      await page.getByText(fill(zh.saved, { name: '上海-三网-01' })).waitFor()
    })
  },
)
