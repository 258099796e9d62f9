import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { desktop } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, field, link, logIn, signedInPage } from '../support/browser-steps.ts'
import { fill, zh } from '../support/browser-words.ts'
import { startMailProvider, type MailProviderServer } from '../support/mail-provider-server.ts'

const newcomer = { email: 'newcomer@example.com', password: 'password-of-the-newcomer' }

/** A site that sends its mails by a provider, and whose checker wants a key. */
async function openMailSite() {
  const provider: MailProviderServer = await startMailProvider()
  const site = await Site.open(
    { nodes: [] },
    { ...provider.env, EDGEONE_CHECK_API_KEY: 'a-key-for-the-checker' },
  )
  const stop = async (): Promise<void> => {
    await site.stop()
    await provider.stop()
  }
  return { origin: site.origin, provider, stop }
}

withBrowser(openMailSite, ({ site, visit }) => {
  test('registering by mail: look into the inbox, once more after ten minutes, the link confirms, a second time it does not', async () => {
    const visitor = await visit(desktop)
    visitor.expects(/status of 40[03]/)
    const page = await visitor.page()
    await page.clock.install()
    await page.goto('/console/#/register')
    await field(page, 'email').fill(newcomer.email)
    await field(page, 'password').fill(newcomer.password)
    await button(page, zh.showPassword).click()
    expect(await field(page, 'password').getAttribute('type')).toBe('text')
    await button(page, zh.register).click()
    await page.getByRole('heading', { level: 1, name: zh.lookIntoInbox }).waitFor()
    await page.getByText(newcomer.email).waitFor()
    const waiting = page.getByRole('button', { name: /可重新发送/ })
    expect(await waiting.getAttribute('aria-disabled')).toBe('true')
    const token = await site().provider.token(newcomer.email, 0)

    // The server sends a box the same mail once in ten minutes; the page offers it no sooner.
    await page.clock.fastForward(590_000)
    await waiting.waitFor()
    await page.clock.fastForward(11_000)
    await button(page, zh.resend).click()
    await page.getByText(zh.resent).waitFor()
    await waiting.waitFor()

    // Not confirmed yet: signing in offers the mail again.
    await page.goto('/console/#/login')
    await field(page, 'email').fill(newcomer.email)
    await field(page, 'password').fill(newcomer.password)
    await button(page, zh.signIn).click()
    await button(page, zh.resend).waitFor()
    expect(await inspect(page, 'unverified')).toEqual([])

    await page.goto(`/console/#/verify?token=${token}`)
    // Opening the link alone confirms nothing: programs open the links of mails, too.
    await page.getByText(newcomer.email).waitFor()
    expect(await inspect(page, 'verify')).toEqual([])
    await field(page, 'password').fill('not-the-password')
    await button(page, zh.verifyDo).click()
    await page.locator('#f-password-error').getByText(/./).waitFor()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('f-password')
    await field(page, 'password').fill(newcomer.password)
    await button(page, zh.verifyDo).click()
    await page.getByText(zh.verified).waitFor()
    expect(await inspect(page, 'verified')).toEqual([])
    await page.goto('about:blank')
    await page.goto(`/console/#/verify?token=${token}`)
    await page.getByText(zh.verifyRefused).waitFor()
    await page.goto('/console/#/login')
    await logIn(page, newcomer)
  })

  test('the settings of mail: secrets are never shown, a test mail tells how it went', async () => {
    const visitor = await visit(desktop)
    visitor.expects(/status of (40[13]|502)/)
    const page = await signedInPage(visitor, sampleAccounts.admin)
    await link(page, zh.adminSettings).click()
    await page.getByText(zh.mail_environment).waitFor()
    const secret = field(page, 'resend_api_key')
    await page.getByText(zh.secretNotSet).waitFor()
    await secret.fill('re_a_key_of_the_settings')
    const again = field(page, 'mail-password')
    await again.fill('not-the-password')
    await button(page, zh.saveMail).click()
    await page.locator('#f-mail-password-error').getByText(/./).waitFor()
    expect(await inspect(page, 'settings want the password')).toEqual([])
    await again.fill(sampleAccounts.admin.password)
    await button(page, zh.saveMail).click()
    await page.getByText(zh.settingsSaved).waitFor()
    await again.waitFor({ state: 'detached' })
    await page.getByText(zh.secretSet).waitFor()
    expect(await secret.inputValue()).toBe('')
    expect(await page.content()).not.toContain('re_a_key_of_the_settings')

    await button(page, zh.mailSend).click()
    await page.getByText(zh.mailSent).waitFor()
    await expect.poll(() => site().provider.calls.at(-1)?.body['to']).toEqual([sampleAccounts.admin.email])
    site().provider.refuse('The domain is not verified')
    await field(page, 'to').fill('somebody@example.com')
    await button(page, zh.mailSend).click()
    await page
      .getByText(/The domain is not verified/)
      .first()
      .waitFor()
    expect(await inspect(page, 'mail refused')).toEqual([])
    site().provider.refuse(undefined)
    await button(page, zh.mailSend).click()
    await page.getByText(zh.mailSent).waitFor()

    await page.getByText(zh.checkerKeyed).waitFor()
    expect(await inspect(page, 'settings')).toEqual([])
    await page.reload()
    await page.getByText(zh.secretSet).waitFor()
    await page.getByRole('checkbox', { name: zh.secretClear }).check()
    await again.fill(sampleAccounts.admin.password)
    await button(page, zh.saveMail).click()
    await page.getByText(zh.secretNotSet).waitFor()
  })

  test('settings say what is wrong with them, and what has not changed is not sent', async () => {
    const visitor = await visit(desktop)
    visitor.expects(/status of 401/)
    const page = await signedInPage(visitor, sampleAccounts.admin)
    await link(page, zh.adminSettings).click()
    await button(page, zh.saveSite).click()
    await page.getByText(zh.nothingChanged).waitFor()
    await field(page, 'site_url').fill('https://example.org/path')
    await page.getByText(zh.errUrl).waitFor()
    await field(page, 'nodes_per_user').fill('2000')
    await button(page, zh.saveSite).click()
    await page.getByText(fill(zh.errRange, { min: 0, max: 1000 })).waitFor()
    expect(await inspect(page, 'settings refused')).toEqual([])
  })

  test('an admin beside the super admin sees the guarded settings and cannot change them', async () => {
    const visitor = await visit(desktop)
    visitor.expects(/status of 401/)
    const page = await signedInPage(visitor, sampleAccounts.north)
    await link(page, zh.adminSettings).click()
    await page.getByText(zh.superOnly).waitFor()
    for (const name of ['site_url', 'mail_from', 'resend_api_key']) {
      expect(await field(page, name).getAttribute('readonly')).not.toBeNull()
    }
    await field(page, 'notice').fill('今晚 22 点维护')
    await button(page, zh.saveSite).click()
    await page.getByText(zh.settingsSaved).waitFor()
  })
})
