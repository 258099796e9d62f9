import type { Page } from 'playwright-core'
import { sampleAccounts } from '../../src/local/demo/sample-accounts.ts'
import type { Visitor } from './browser.ts'

export type SampleLogin = { readonly email: string; readonly password: string }

/** Signs in by the login form of the page's language; ends on the list of own nodes. */
export async function signIn(page: Page, account: SampleLogin = sampleAccounts.owner): Promise<void> {
  await page.goto('/console/#/login')
  await page.locator('#f-email').fill(account.email)
  await page.locator('#f-password').fill(account.password)
  await page.locator('main button[type=submit]').click()
  await page.waitForURL(/#\/nodes$/)
}

/** A page of a visitor who is signed in. */
export async function signedInPage(visitor: Visitor, account?: SampleLogin): Promise<Page> {
  const page = await visitor.page()
  await signIn(page, account)
  return page
}

/** Waits until the page has its data: no skeletons, nothing loading, fonts there. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(
    () => document.querySelector('[class*="bone"], [class*="skelet"], [aria-busy="true"]') === null,
    undefined,
    { polling: 100 },
  )
  await page.evaluate(() => document.fonts.ready)
}
