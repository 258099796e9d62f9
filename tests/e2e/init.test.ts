import { expect, test } from 'vitest'
import { errorsEn } from '../../src/contract/errors-en.ts'
import { errors } from '../../src/contract/errors.ts'
import { desktop } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, field, link } from '../support/browser-steps.ts'
import { en, zh } from '../support/browser-words.ts'

const secretUnset = { zh: errors.jwt_secret_unset.zh, en: errorsEn.jwt_secret_unset } as const

const short = 'fifteen letters'

withBrowser(
  () => Site.open(undefined, { JWT_SECRET: short }, 'edge'),
  ({ visit }) => {
    for (const [lang, words] of [
      ['zh', zh],
      ['en', en],
    ] as const) {
      test(`a server whose secret is too short says how to set it, whole: ${lang}`, async () => {
        const visitor = await visit({ ...desktop, lang })
        visitor.expects(/status of 500/)
        const page = await visitor.page('/')
        await page.getByRole('heading', { level: 1, name: words.uninitialised }).waitFor()
        for (const route of ['login', 'register']) {
          await page.goto(`/console/#/${route}`)
          await link(page, words.toInit).waitFor()
        }
        expect(await inspect(page, 'register before init')).toEqual([])
        await link(page, words.toInit).click()
        await page.getByText(words.secretUnset).waitFor()
        await page.getByText(words.secretUnsetMore).waitFor()
        await field(page, 'jwt_secret').fill(short)
        await field(page, 'email').fill('root@example.com')
        await field(page, 'password').fill('a-password-of-the-admin')
        await field(page, 'repeat').fill('another-password')
        await button(page, words.initDo).click()
        await page.getByText(words.errRepeat).waitFor()
        await field(page, 'repeat').fill('a-password-of-the-admin')
        await button(page, words.initDo).click()
        await page.locator('.form-error').getByText(secretUnset[lang], { exact: true }).waitFor()
        if (lang === 'zh') expect(await inspect(page, 'no secret')).toEqual([])
      })
    }
  },
)

const long = 'a-secret-of-more-than-sixteen-characters'

withBrowser(
  () => Site.open(undefined, { JWT_SECRET: long }),
  ({ site, visit }) => {
    test('a secret pasted with spaces around it sets the system up', async () => {
      const page = await (await visit(desktop)).page('/console/#/init')
      await field(page, 'jwt_secret').fill(` ${long} `)
      await field(page, 'email').fill('root@example.com')
      await field(page, 'password').fill('a-password-of-the-admin')
      await field(page, 'repeat').fill('a-password-of-the-admin')
      // A site on one's own machine: nobody else reports to it.
      expect(await page.getByText(zh.initListing).count()).toBe(0)
      const choice = (name: string) => page.getByRole('radio', { name })
      expect(await choice(zh.listing_open).isChecked()).toBe(true)
      await choice(zh.listing_checked).check()
      await page.getByText(zh.listingHint_checked).waitFor()
      expect(await inspect(page, 'set-up')).toEqual([])
      await button(page, zh.initDo).click()
      await page.getByText(zh.initDone).waitFor()
      const token = await site().tokenOf({
        email: 'root@example.com',
        password: 'a-password-of-the-admin',
      })
      const { settings } = await site().call<{ settings: { listing: string } }>(
        'GET',
        '/api/system/settings',
        undefined,
        token,
      )
      expect(settings.listing).toBe('checked')
    })

    test('a site under a public name is advised to list nodes once they are checked', async () => {
      const visitor = await visit(desktop)
      visitor.expects(/^request to http:\/\/nodes\.example\.com\/|Opener-Policy header has been ignored/)
      const page = await visitor.page()
      const { origin } = site()
      await page.route('http://nodes.example.com/**', async (route) => {
        const { pathname, search } = new URL(route.request().url())
        if (pathname === '/api/system/check-init') {
          const body = (await (await fetch(origin + pathname)).json()) as Record<string, unknown>
          await route.fulfill({ json: { ...body, initialized: false } })
          return
        }
        await route.fulfill({ response: await page.request.get(origin + pathname + search) })
      })
      await page.goto('http://nodes.example.com/console/#/init')
      await page.getByText(zh.initListing).waitFor()
      expect(await page.getByRole('radio', { name: zh.listing_checked }).isChecked()).toBe(true)
    })
  },
)
