import type { Locator, Page } from 'playwright-core'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import type { Visitor } from './browser.ts'

export type SampleLogin = { readonly email: string; readonly password: string }

export function field(page: Page, path: string): Locator {
  return page.locator(`#f-${path}`)
}
export function button(page: Page, name: string): Locator {
  return page.getByRole('button', { name, exact: true })
}
export function link(page: Page, name: string): Locator {
  return page.getByRole('link', { name, exact: true })
}
export function clipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText())
}

/** The address that a mail asks to open. */
export function linkOf(mail: string): string {
  return /http\S+#\/\S+/.exec(mail)?.[0] ?? ''
}

/** Fills the sign-in form that is open; ends on the list of own nodes, an administrator on that of all. */
export async function logIn(page: Page, { email, password }: SampleLogin): Promise<void> {
  await field(page, 'email').fill(email)
  await field(page, 'password').fill(password)
  await page.locator('main button[type=submit]').click()
  await page.waitForURL(/#\/(?:admin\/)?nodes$/)
}

/** Signs in by the login form of the page's language; ends on a list of nodes. */
export async function signIn(page: Page, account: SampleLogin = sampleAccounts.owner): Promise<void> {
  await page.goto('/console/#/login')
  await logIn(page, account)
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
