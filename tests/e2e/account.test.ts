import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { desktop } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, field, link, logIn, signedInPage } from '../support/browser-steps.ts'
import { zh } from '../support/browser-words.ts'

const { abroad, admin, owner, south } = sampleAccounts

async function openAccount(page: Page): Promise<void> {
  await link(page, zh.account).click()
  await page.getByRole('heading', { level: 1, name: zh.account }).waitFor()
}

withBrowser(
  () =>
    Site.open({
      nodes: [
        youngNode('上海-三网-01', { owner: owner.email }),
        youngNode('首尔-01', { owner: abroad.email }),
      ],
    }),
  ({ site, visit }) => {
    test('a new password ends the other sessions and keeps this one', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/status of 400/)
      const page = await signedInPage(visitor, owner)
      const others = await visit(desktop)
      others.expects(/status of 401/)
      const other = await signedInPage(others, owner)
      await openAccount(page)
      await button(page, zh.changePassword).click()
      await page.getByText(zh.errRequired).first().waitFor()
      await field(page, 'old_password').fill('not-the-old-one')
      await field(page, 'new_password').fill('a-newer-password')
      await button(page, zh.changePassword).click()
      await page.locator('#f-old_password-error').getByText(/./).waitFor()
      expect(await inspect(page, 'wrong old password')).toEqual([])
      await field(page, 'old_password').fill(owner.password)
      await button(page, zh.changePassword).click()
      await page.getByText(zh.passwordChanged).waitFor()
      await link(page, zh.mine).click()
      await link(page, '上海-三网-01').waitFor()

      await link(other, zh.account).click()
      await other.getByRole('dialog').getByRole('heading', { name: zh.sessionEnded }).waitFor()
    })

    test('signing out everywhere asks, then ends the sessions of all browsers', async () => {
      const page = await signedInPage(await visit(desktop), south)
      const others = await visit(desktop)
      others.expects(/status of 401/)
      const other = await signedInPage(others, south)
      await openAccount(page)
      await button(page, zh.everywhere).click()
      await page.getByRole('dialog').getByRole('button', { name: zh.cancel }).click()
      await page.getByRole('heading', { level: 1, name: zh.account }).waitFor()
      await button(page, zh.everywhere).click()
      await page.getByRole('dialog').getByRole('button', { name: zh.everywhereDo }).click()
      await page.getByRole('heading', { level: 1, name: zh.signIn }).waitFor()
      await page.getByText(zh.everywhereDone).waitFor()
      expect(
        await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }])),
      ).not.toMatch(/eyJ/)
      await link(other, zh.account).click()
      await other.getByRole('dialog').getByRole('heading', { name: zh.sessionEnded }).waitFor()
    })

    test('deleting the account asks for the password and takes the nodes along', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/status of 40[013]/)
      const page = await signedInPage(visitor, abroad)
      await openAccount(page)
      await button(page, zh.deleteAccount).click()
      const dialog = page.getByRole('dialog')
      expect(await dialog.getByRole('button', { name: zh.deleteAccount }).getAttribute('aria-disabled')).toBe(
        'true',
      )
      await dialog.getByLabel(zh.password).fill('not-the-password')
      await dialog.getByRole('button', { name: zh.deleteAccount }).click()
      await dialog.locator('.field-error').getByText(/./).waitFor()
      expect(await inspect(page, 'delete with a wrong password')).toEqual([])
      await dialog.getByLabel(zh.password).fill(abroad.password)
      await dialog.getByRole('button', { name: zh.deleteAccount }).click()
      await page.getByText(zh.accountDeleted).waitFor()
      await page.getByRole('heading', { level: 1, name: zh.signIn }).waitFor()
      await field(page, 'email').fill(abroad.email)
      await field(page, 'password').fill(abroad.password)
      await button(page, zh.signIn).click()
      await page.getByText('邮箱或密码错误').waitFor()
      await page.goto('/')
      await link(page, '上海-三网-01').waitFor()
      expect(await link(page, '首尔-01').count()).toBe(0)
    })

    test('the super admin’s account cannot go', async () => {
      const page = await signedInPage(await visit(desktop), admin)
      await openAccount(page)
      await page.getByText(zh.deleteAccountProtected).waitFor()
      expect(await button(page, zh.deleteAccount).count()).toBe(0)
    })

    test('users: one’s own row is locked, others are switched and deleted after typing their address', async () => {
      const visitor = await visit(desktop)
      const page = await signedInPage(visitor, admin)
      const user = await site().addUser('short-stay@example.com', 'password-of-a-guest')
      await link(page, zh.adminUsers).click()
      const row = (email: string) => page.getByRole('row').filter({ hasText: email })
      await row(admin.email).getByText(zh.you, { exact: true }).waitFor()
      for (const control of await row(admin.email).locator('button').all()) {
        expect(await control.isDisabled()).toBe(true)
      }
      const enabled = page.getByRole('switch', { name: `${zh.enabled} ${user.email}` })
      await enabled.click()
      await page.getByRole('dialog').getByRole('button', { name: zh.cancel }).click()
      expect(await enabled.getAttribute('aria-checked')).toBe('true')
      await enabled.click()
      expect(await inspect(page, 'disable dialog')).toEqual([])
      await page.getByRole('dialog').getByRole('button', { name: zh.disableDo }).click()
      await expect.poll(() => enabled.getAttribute('aria-checked')).toBe('false')
      await enabled.click()
      await expect.poll(() => enabled.getAttribute('aria-checked')).toBe('true')

      const isAdmin = page.getByRole('switch', { name: `${zh.isAdmin} ${user.email}` })
      await isAdmin.click()
      await page.getByRole('dialog').getByRole('button', { name: zh.promoteDo }).click()
      await expect.poll(() => isAdmin.getAttribute('aria-checked')).toBe('true')
      await row(user.email).getByText(zh.role_admin, { exact: true }).first().waitFor()
      await isAdmin.click()
      await page.getByRole('dialog').getByRole('button', { name: zh.demoteDo }).click()
      await expect.poll(() => isAdmin.getAttribute('aria-checked')).toBe('false')

      await row(user.email).getByRole('button', { name: zh.delUserDo }).click()
      const dialog = page.getByRole('dialog')
      const act = dialog.getByRole('button', { name: zh.delUserDo })
      await dialog.getByLabel(zh.typeEmail).fill('somebody-else@example.com')
      expect(await act.isDisabled()).toBe(true)
      await dialog.getByLabel(zh.typeEmail).fill(user.email)
      expect(await inspect(page, 'delete a user')).toEqual([])
      await act.click()
      await row(user.email).waitFor({ state: 'detached' })

      await page.getByLabel(zh.searchUsers).fill('nobody-of-this-name')
      await page.getByText(zh.noMatchUsers).waitFor()
      expect(new URL(page.url()).hash).toContain('q=nobody')
      expect(await inspect(page, 'no such user')).toEqual([])
      await link(page, zh.dropFilters).click()
      await row(owner.email).waitFor()
    })

    test('an admin who is not the super admin cannot touch admins', async () => {
      const page = await signedInPage(await visit(desktop), sampleAccounts.north)
      await page.goto('/console/#/admin/users')
      await page.getByRole('row').filter({ hasText: admin.email }).waitFor()
      for (const control of await page
        .getByRole('row')
        .filter({ hasText: admin.email })
        .locator('button')
        .all()) {
        expect(await control.isDisabled()).toBe(true)
      }
      expect(await page.getByRole('switch', { name: `${zh.isAdmin} ${owner.email}` }).isDisabled()).toBe(true)
      expect(await page.getByRole('switch', { name: `${zh.enabled} ${owner.email}` }).isDisabled()).toBe(
        false,
      )
      await link(page, zh.adminSettings).click()
      await page.getByText(zh.checkerOk, { exact: true }).first().waitFor()
      await logOut(page)
    })

    const logOut = async (page: Page): Promise<void> => {
      await button(page, zh.signOut).click()
      await page.getByRole('heading', { level: 1, name: zh.signIn }).waitFor()
      await logIn(page, south)
    }
  },
)
