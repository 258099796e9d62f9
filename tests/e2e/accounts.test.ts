import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { desktop } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, clipboard, field, link, linkOf, logIn } from '../support/browser-steps.ts'
import { fill, zh } from '../support/browser-words.ts'

const { admin, owner } = sampleAccounts

withBrowser(
  () => Site.open({ nodes: [] }),
  ({ site, visit }) => {
    test('a forgotten password is reset by the link of a mail, which works once', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/status of 40[01]/)
      const page = await visitor.page('/console/#/login')
      await link(page, zh.forgot).click()
      await field(page, 'email').fill(owner.email)
      await button(page, zh.resetAsk).click()
      await page.getByText(zh.resetSent).waitFor()
      const reset = linkOf(await site().mailTo(owner.email))
      await page.goto(reset)
      await field(page, 'new_password').fill('another-password')
      await button(page, zh.resetSet).click()
      await page.getByText(zh.resetDone).waitFor()
      await page.locator('main').getByRole('link', { name: zh.signIn }).click()
      await field(page, 'email').fill(owner.email)
      await field(page, 'password').fill(owner.password)
      await button(page, zh.signIn).click()
      await page.getByText('邮箱或密码错误').waitFor()
      await logIn(page, { ...owner, password: 'another-password' })
      await button(page, zh.signOut).click()
      await page.goto('/')
      await page.goto(reset)
      await field(page, 'new_password').fill('a-third-password')
      await button(page, zh.resetSet).click()
      await page.getByText(zh.resetRefused).waitFor()
    })

    test('an admin hands over a link by which a user sets a new password', async () => {
      const user = { email: 'forgetful@example.com', password: 'password-of-before' }
      await site().addUser(user.email, user.password)
      const admins = await visit(desktop)
      const adminPage = await admins.page('/console/#/login')
      await logIn(adminPage, admin)
      await link(adminPage, zh.adminUsers).click()
      await adminPage.getByRole('button', { name: `${zh.resetLink} ${user.email}` }).click()
      const dialog = adminPage.getByRole('dialog')
      await dialog.getByText(zh.resetLinkBody).waitFor()
      await dialog.getByRole('button', { name: zh.resetLinkDo }).click()
      const shown = adminPage.getByRole('dialog', { name: fill(zh.resetLinkOf, { email: user.email }) })
      await shown.getByRole('button', { name: fill(zh.copyOf, { what: zh.resetLink }) }).click()
      expect(await inspect(adminPage, 'reset link')).toEqual([])
      const reset = await clipboard(adminPage)
      await shown.getByRole('button', { name: zh.close }).click()
      // One's own row and the super administrator's offer none.
      expect(await adminPage.getByRole('button', { name: `${zh.resetLink} ${admin.email}` }).count()).toBe(0)

      const page = await (await visit(desktop)).page(reset)
      await field(page, 'new_password').fill('set-by-the-link')
      await button(page, zh.resetSet).click()
      await page.getByText(zh.resetDone).waitFor()
      await page.locator('main').getByRole('link', { name: zh.signIn }).click()
      await logIn(page, { ...user, password: 'set-by-the-link' })
    })

    test('an admin confirms by hand who gets no mail, and has the mail sent again', async () => {
      const user = { email: 'no-mail@example.com', password: 'password-without-mail' }
      await site().register(user.email, user.password)
      const admins = await visit(desktop)
      const adminPage = await admins.page('/console/#/login')
      await logIn(adminPage, admin)
      await link(adminPage, zh.adminUsers).click()
      const waiting = adminPage.getByRole('listitem').filter({ hasText: user.email })
      await waiting.getByRole('button', { name: `${zh.resendTo} ${user.email}` }).click()
      await adminPage.getByText(zh.resent).waitFor()
      expect(await inspect(adminPage, 'waiting registrations')).toEqual([])
      await waiting.getByRole('button', { name: `${zh.confirmByHand} ${user.email}` }).click()
      const dialog = adminPage.getByRole('dialog')
      await dialog.getByText(zh.confirmBody).waitFor()
      await dialog.getByRole('button', { name: zh.confirmByHand }).click()
      await waiting.waitFor({ state: 'detached' })
      const row = adminPage.getByRole('row').filter({ hasText: user.email })
      await row.getByText(zh.noSignIn).waitFor()

      const page = await (await visit(desktop)).page('/console/#/login')
      await logIn(page, user)
      await adminPage.reload()
      await row.getByText('登录', { exact: false }).waitFor()
      expect(await row.getByText(zh.noSignIn).count()).toBe(0)
    })

    test('the third registration of a day costs a proof of work, which the page brings by itself', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/status of 400/)
      const page = await visitor.page()
      const asked: string[] = []
      page.on('request', (request) => asked.push(new URL(request.url()).pathname))
      for (const name of ['first', 'second', 'third']) {
        await page.goto('about:blank')
        await page.goto('/console/#/register')
        await field(page, 'email').fill(`${name}@example.com`)
        await field(page, 'password').fill('a-password-of-many-words')
        await button(page, zh.register).click()
        await page.getByText(fill(zh.activateBody, { email: `${name}@example.com` })).waitFor()
      }
      expect(asked).toContain('/api/auth/challenge')
    })

    test('an admin disables a user, whose open page says so', async () => {
      const user = { email: 'user@example.com', password: 'password-of-the-user' }
      await site().addUser(user.email, user.password)
      const theirs = await visit(desktop)
      theirs.expects(/status of 40[13]/)
      const page = await theirs.page('/console/#/login')
      await logIn(page, user)

      const admins = await visit(desktop)
      const adminPage = await admins.page('/console/#/login')
      await logIn(adminPage, admin)
      await link(adminPage, zh.adminUsers).click()
      await adminPage.getByRole('switch', { name: `${zh.enabled} ${user.email}` }).click()
      await adminPage.getByRole('dialog').getByRole('button', { name: zh.disableDo }).click()
      await adminPage.getByText(fill(zh.userSaved, { email: user.email })).waitFor()
      const enabled = adminPage.getByRole('switch', { name: `${zh.enabled} ${user.email}`, checked: false })
      await expect.poll(() => enabled.evaluate((one) => one === document.activeElement)).toBe(true)

      await link(page, zh.account).click()
      await page.getByText(zh.wasDisabled).waitFor()
      await page.getByRole('heading', { level: 1, name: zh.signIn }).waitFor()
    })
  },
)
