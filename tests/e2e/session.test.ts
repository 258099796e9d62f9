import type { Dialog, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { desktop } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, field, link, logIn, signedInPage } from '../support/browser-steps.ts'
import { fill, zh } from '../support/browser-words.ts'

const { admin, north, owner, south } = sampleAccounts
const minuteMs = 60_000
const weekMs = 7 * 24 * 60 * minuteMs

function stored(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify(Object.entries({ ...sessionStorage })))
}

withBrowser(
  () => Site.open({ nodes: [youngNode('上海-三网-01', { owner: owner.email })] }),
  ({ site, visit }) => {
    /** Ends all sessions of an account, as from another machine. */
    const endSessions = async (account: { email: string; password: string }): Promise<void> =>
      void (await site().call('POST', '/api/auth/logout-all', {}, await site().tokenOf(account)))

    test('ten minutes before the end a toast offers to sign in, which renews the session', async () => {
      const visitor = await visit(desktop)
      const page = await visitor.page()
      await page.clock.install()
      // The page goes by the server's clock, which stands still here: without its word it goes by its own.
      await page.route('**/api/**', async (route) => {
        const response = await route.fetch()
        const { date: _date, ...headers } = response.headers()
        await route.fulfill({ response, headers })
      })
      await page.goto('/console/#/login')
      await logIn(page, owner)
      await link(page, '上海-三网-01').waitFor()
      await page.clock.fastForward(weekMs - 12 * minuteMs)
      expect(await page.getByText(/分钟后需要重新登录/).count()).toBe(0)
      await page.clock.fastForward(2 * minuteMs)
      await page.getByText(fill(zh.endsSoon, { n: 10 })).hover()
      expect(await inspect(page, 'session ends soon')).toEqual([])
      const before = await stored(page)
      await button(page, zh.signInNow).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel(zh.password).fill(owner.password)
      await dialog.getByRole('button', { name: zh.resume }).click()
      await dialog.waitFor({ state: 'detached' })
      expect(await stored(page)).not.toBe(before)
    })

    test('"later" leaves the page to read; a save asks again, and a wrong password is told in the dialog', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/status of 401/)
      const page = await signedInPage(visitor, owner)
      await link(page, '上海-三网-01').click()
      await field(page, 'region_detail').fill('徐汇')
      await endSessions(owner)
      await button(page, zh.save).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: zh.later }).click()
      await page.getByText(zh.readOnly).waitFor()
      expect(await field(page, 'region_detail').inputValue()).toBe('徐汇')
      expect(await inspect(page, 'read only')).toEqual([])
      await button(page, zh.save).click()
      await dialog.getByLabel(zh.password).fill('not-the-password')
      await dialog.getByRole('button', { name: zh.resume }).click()
      await dialog.getByText('邮箱或密码错误').waitFor()
      await dialog.getByLabel(zh.password).fill(owner.password)
      await dialog.getByRole('button', { name: zh.resume }).click()
      await page.getByText(fill(zh.saved, { name: '上海-三网-01' })).waitFor()
      await page.getByText(zh.readOnly).waitFor({ state: 'detached' })
    })

    test('a draft outlives a reload without its secrets, and goes when somebody else signs in', async () => {
      const page = await signedInPage(await visit(desktop), owner)
      await page.goto('/console/#/nodes/new')
      await field(page, 'node_name').fill('草稿-01')
      await page.locator('details.fold > summary').click()
      await field(page, 'network_secret').fill('a-secret-of-the-network')
      await expect.poll(() => stored(page)).toContain('草稿-01')
      expect(await stored(page)).not.toContain('a-secret-of-the-network')
      page.once('dialog', (dialog) => void dialog.accept())
      await page.reload()
      await page.getByText(zh.draftRestored).waitFor()
      expect(await field(page, 'node_name').inputValue()).toBe('草稿-01')
      expect(await inspect(page, 'draft restored')).toEqual([])

      // The session ends while the tab is closed; somebody else opens it again.
      await page.evaluate(() => sessionStorage.removeItem('et.session'))
      page.once('dialog', (dialog) => void dialog.accept())
      await page.reload()
      await logInHere(page, south)
      await page.getByRole('heading', { level: 1, name: zh.add }).waitFor()
      expect(await field(page, 'node_name').inputValue()).toBe('')
      expect(await stored(page)).not.toContain('草稿-01')
    })

    test('leaving asks only when something would be lost', async () => {
      const page = await signedInPage(await visit(desktop), owner)
      const asked: string[] = []
      page.on('dialog', (dialog: Dialog) => {
        asked.push(dialog.type())
        void dialog.accept()
      })
      await page.goto('/console/#/nodes/new')
      await field(page, 'node_name').fill('草稿-02')
      await expect.poll(() => stored(page)).toContain('et.draft')
      await field(page, 'node_name').fill('')
      await expect.poll(() => stored(page)).not.toContain('et.draft')
      await page.goto('/')
      expect(asked).toEqual([])
      await page.goto('/console/#/nodes/new')
      await field(page, 'node_name').fill('草稿-02')
      await expect.poll(() => stored(page)).toContain('et.draft')
      await page.goto('/')
      expect(asked).toEqual(['beforeunload'])
    })

    test('an admin who is one no longer leaves the admin pages and is told so', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/status of 403/)
      const page = await signedInPage(visitor, north)
      await link(page, zh.adminUsers).click()
      await page.getByRole('row').getByText(owner.email).first().waitFor()
      const rights = (is_admin: 0 | 1) => async (): Promise<void> => {
        const token = await site().tokenOf(admin)
        await site().call('PUT', `/api/system/users/${encodeURIComponent(north.email)}`, { is_admin }, token)
      }
      await rights(0)()
      // The search asks nobody; another of the pages does.
      await link(page, zh.adminNodes).click()
      await page.getByText(zh.roleChanged).waitFor()
      await page.getByRole('heading', { level: 1, name: zh.mine }).waitFor()
      expect(new URL(page.url()).hash).toBe('#/nodes')
      expect(await link(page, zh.adminUsers).count()).toBe(0)
      await page.goto('/console/#/admin/settings')
      await page.getByRole('heading', { level: 1, name: zh.mine }).waitFor()
      await rights(1)()
    })

    /** Fills the sign-in form; ends where it was asked for. */
    const logInHere = async (page: Page, { email, password }: { email: string; password: string }) => {
      await field(page, 'email').fill(email)
      await field(page, 'password').fill(password)
      await button(page, zh.signIn).click()
    }
  },
)
