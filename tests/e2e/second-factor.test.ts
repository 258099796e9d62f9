import { TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { desktop } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, clipboard, field, link, logIn, signedInPage } from '../support/browser-steps.ts'
import { zh } from '../support/browser-words.ts'

const { admin, owner, south } = sampleAccounts

withBrowser(
  () => Site.open({ nodes: [] }),
  ({ site, visit }) => {
    test('two-step verification: set by an app, asked at signing in and again for what matters, taken away', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/status of 40[0-9]/)
      const page = await signedInPage(visitor, admin)
      await link(page, zh.account).click()
      await button(page, zh.factorEnable).click()
      await field(page, 'factor-password').fill('not-the-password')
      await button(page, zh.next).click()
      await page.locator('#f-factor-password-error').getByText(/./).waitFor()
      await field(page, 'factor-password').fill(admin.password)
      await button(page, zh.next).click()

      await page.getByRole('img', { name: zh.factorQr }).locator('path').nth(1).waitFor()
      const key = (await page.locator('.factor-key code').textContent()) ?? ''
      expect(await link(page, zh.factorOpen).getAttribute('href')).toContain(`secret=${key}`)
      expect(await inspect(page, 'scan the key')).toEqual([])
      await field(page, 'factor-code').fill('000000')
      await button(page, zh.factorConfirm).click()
      await page.locator('#f-factor-code-error').getByText(/./).waitFor()
      await field(page, 'factor-code').fill(new TOTP({ secret: key }).generate())
      await button(page, zh.factorConfirm).click()

      await page.getByText(zh.factorEnabled).waitFor()
      expect(await inspect(page, 'recovery codes')).toEqual([])
      // Leaving without them asks first.
      await link(page, zh.mine).click()
      await page.getByRole('dialog').getByRole('button', { name: zh.stay }).click()
      await button(page, `${zh.copy}${zh.recoveryCodes}`).click()
      const codes = (await clipboard(page)).split('\n')
      expect(new Set(codes).size).toBeGreaterThanOrEqual(8)
      await button(page, zh.codesKept).click()
      await page.getByText(zh.factorOn).waitFor()
      expect(await page.content()).not.toContain(codes[0])

      await button(page, zh.signOut).first().click()
      await field(page, 'email').fill(admin.email)
      await field(page, 'password').fill(admin.password)
      await button(page, zh.signIn).click()
      await field(page, 'totp').waitFor()
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('f-totp')
      expect(await inspect(page, 'sign in by code')).toEqual([])
      await field(page, 'totp').fill('000000')
      await button(page, zh.signIn).click()
      await page.locator('#f-totp-error').getByText(/./).waitFor()
      await field(page, 'totp').fill(codes[0] ?? '')
      await button(page, zh.signIn).click()
      await page.waitForURL(/#\/admin\/nodes$/)

      // Ten minutes later, as the server sees it.
      await page.route(
        '**/api/system/users/*',
        (route) =>
          route.fulfill({
            status: 403,
            contentType: 'application/json',
            body: JSON.stringify({ error: '需要再次验证', code: 'step_up_required' }),
          }),
        { times: 1 },
      )
      await link(page, zh.adminUsers).click()
      const isAdmin = page.getByRole('switch', { name: `${zh.isAdmin} ${south.email}` })
      await isAdmin.click()
      await page.getByRole('dialog').getByRole('button', { name: zh.promoteDo }).click()
      await page.getByRole('dialog').getByRole('heading', { name: zh.proofTitle }).waitFor()
      expect(await inspect(page, 'verify again')).toEqual([])
      await field(page, 'proof-totp').fill(codes[1] ?? '')
      await button(page, zh.proofDo).click()
      await expect.poll(() => isAdmin.getAttribute('aria-checked')).toBe('true')

      await link(page, zh.account).click()
      await button(page, zh.factorDisable).click()
      await field(page, 'factor-password').fill(admin.password)
      await field(page, 'factor-code').fill(codes[2] ?? '')
      await button(page, zh.factorDisable).click()
      await page.getByText(zh.factorOff).waitFor()
    })

    test('the devices of an account: one is ended, whose page then asks for the password; signing out ends it at the server', async () => {
      const theirs = await visit(desktop)
      theirs.expects(/status of 401/)
      const other = await signedInPage(theirs, owner)
      const page = await signedInPage(await visit(desktop), owner)
      await link(page, zh.account).click()
      const rows = page.getByRole('listitem').filter({ hasText: 'Chrome' })
      await expect.poll(() => rows.count()).toBe(2)
      await rows.filter({ hasText: zh.thisDevice }).waitFor()
      expect(await inspect(page, 'devices')).toEqual([])
      await rows.filter({ hasText: zh.endSession }).getByRole('button').click()
      await expect.poll(() => rows.count()).toBe(1)
      await link(other, zh.account).click()
      await other.getByRole('dialog').getByRole('heading', { name: zh.sessionEnded }).waitFor()

      const token = await page.evaluate(
        () => (JSON.parse(sessionStorage.getItem('et.session') ?? '{}') as { token?: string }).token,
      )
      await rows.getByRole('button').click()
      await page.getByRole('heading', { level: 1, name: zh.signIn }).waitFor()
      await expect
        .poll(() =>
          fetch(`${site().origin}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } }).then(
            (answer) => answer.status,
          ),
        )
        .toBe(401)
      await logIn(page, owner)
    })
  },
)
