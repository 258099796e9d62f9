import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { desktop } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, field, link, linkOf, logIn } from '../support/browser-steps.ts'
import { fill, zh } from '../support/browser-words.ts'

const newcomer = { email: 'newcomer@example.com', password: 'password-of-the-newcomer' }

withBrowser(
  () => Site.open({ nodes: [] }),
  ({ site, visit }) => {
    test('without mail a registration is activated on the spot', async () => {
      const page = await (await visit(desktop)).page('/console/#/register')
      await field(page, 'email').fill('not an address')
      await field(page, 'password').fill('short')
      await button(page, zh.register).click()
      await page.getByText(zh.errEmail).waitFor()
      await page.getByText(zh.errPassword).waitFor()
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('f-email')
      await field(page, 'email').fill(newcomer.email)
      await field(page, 'password').fill(newcomer.password)
      await button(page, zh.register).click()
      await page.getByText(fill(zh.activateBody, { email: newcomer.email })).waitFor()
      await button(page, zh.activate).click()
      await page.getByRole('heading', { level: 1, name: zh.signIn }).waitFor()
      await logIn(page, newcomer)
    })

    test('an unconfirmed address cannot sign in, and gets its mail again', async () => {
      const late = { email: 'late@example.com', password: 'password-of-the-late' }
      await site().register(late.email, late.password)
      const visitor = await visit(desktop)
      visitor.expects(/status of 403/)
      const page = await visitor.page('/console/#/login')
      await field(page, 'email').fill(late.email)
      await field(page, 'password').fill(late.password)
      await button(page, zh.signIn).click()
      await button(page, zh.resend).click()
      await page.getByText(zh.resent).waitFor()
      expect(linkOf(await site().mailTo(late.email))).toContain('#/verify?token=')
    })

    test('a link that confirms an address: unknown and used ones offer another', async () => {
      const owner = { email: 'twice@example.com', password: 'password-of-twice' }
      await site().register(owner.email, owner.password)
      const visitor = await visit(desktop)
      visitor.expects(/status of 400/)
      const page = await visitor.page('/console/#/verify')
      await page.getByText(zh.verifyRefused).waitFor()
      await page.goto(`/console/#/verify?token=${'ab'.repeat(32)}`)
      await page.getByText(zh.verifyRefused).waitFor()
      const first = linkOf(await site().mailTo(owner.email))
      await field(page, 'email').fill(owner.email)
      await button(page, zh.resend).click()
      await page.getByText(zh.resent).waitFor()
      expect(await inspect(page, 'link sent again')).toEqual([])
      await page.goto(first)
      await page.getByText(owner.email).waitFor()
      await field(page, 'password').fill(owner.password)
      await button(page, zh.verifyDo).click()
      await page.getByText(zh.verified).waitFor()
      await page.goto('about:blank')
      await page.goto(first)
      await page.getByText(zh.verifyRefused).waitFor()
    })

    test('an unknown link of a password mail leads to a new one', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/status of 400/)
      const page = await visitor.page(`/console/#/reset?token=${'cd'.repeat(32)}`)
      await field(page, 'new_password').fill('a-new-password')
      await button(page, zh.resetSet).click()
      await page.getByText(zh.resetRefused).waitFor()
      expect(await inspect(page, 'reset refused')).toEqual([])
      await link(page, zh.newLink).click()
      await field(page, 'email').fill(sampleAccounts.owner.email)
      await button(page, zh.resetAsk).click()
      await page.getByText(zh.resetSent).waitFor()
      expect(await inspect(page, 'reset sent')).toEqual([])
    })

    test('after too many wrong passwords the button counts down what the server asked, then comes back', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/status of (401|429)/)
      const page = await visitor.page()
      await page.clock.install()
      await page.goto('/console/#/login')
      await field(page, 'email').fill('guessed@example.com')
      await field(page, 'password').fill('wrong-password')
      for (let tries = 0; tries < 10; tries += 1) {
        await Promise.all([page.waitForResponse('**/api/auth/login'), button(page, zh.signIn).click()])
        await button(page, zh.signIn).waitFor()
      }
      const [refusal] = await Promise.all([
        page.waitForResponse('**/api/auth/login'),
        button(page, zh.signIn).click(),
      ])
      expect(refusal.status()).toBe(429)
      const seconds = Number(refusal.headers()['retry-after'])
      expect(seconds).toBeGreaterThan(60)
      const waiting = page.getByRole('button', { name: /后可重试/ })
      await waiting.waitFor()
      expect(await waiting.getAttribute('aria-disabled')).toBe('true')
      expect(await inspect(page, 'too many tries')).toEqual([])
      let asked = 0
      page.on('request', () => (asked += 1))
      await waiting.click({ force: true })
      await page.clock.fastForward((seconds - 50) * 1000)
      await page.getByRole('button', { name: /^\d+ 秒后可重试/ }).waitFor()
      expect(asked).toBe(0)
      await page.clock.fastForward(60_000)
      await button(page, zh.signIn).waitFor()
      expect(await button(page, zh.signIn).getAttribute('aria-disabled')).toBeNull()
    })
  },
)
