import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { desktop, phone } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { press, tabTo } from '../support/browser-keyboard.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, settled, signedInPage } from '../support/browser-steps.ts'
import { zh } from '../support/browser-words.ts'

const { owner } = sampleAccounts

withBrowser(
  () => Site.open({ nodes: [youngNode('上海-三网-01', { owner: owner.email })] }),
  ({ site, visit }) => {
    test('visitors read and filter the log of events, by keyboard and on a phone', async () => {
      const page = await (await visit(phone)).page('/events/')
      await settled(page)
      const list = page.getByRole('list', { name: zh.eventsList })
      await list.getByText(zh.ev_incident_ended, { exact: true }).waitFor()
      expect(await inspect(page, 'events')).toEqual([])
      await tabTo(page, zh.eventsKind)
      await page.getByLabel(zh.eventsKind).selectOption('incident_began')
      await press(page, zh.eventsFind)
      await expect
        .poll(() => list.getByText(zh.ev_incident_ended, { exact: true }).count(), { timeout: 20_000 })
        .toBe(0)
      await list.getByText(zh.ev_incident_began, { exact: true }).waitFor()
      await page.getByLabel(zh.eventsTag).fill('nowhere')
      await press(page, zh.eventsFind)
      await page.getByText(zh.eventsEmpty).waitFor()
      const feed = await page.getByRole('link', { name: zh.eventsFeed }).getAttribute('href')
      expect(feed).toBe('/api/feed.xml?tag=nowhere')
    })

    test('an owner reads the own events, and makes a secret feed address that ends the one before it', async () => {
      const page = await signedInPage(await visit(desktop), owner)
      await page.goto('/console/#/events')
      await settled(page)
      expect(await inspect(page, 'own events')).toEqual([])
      const renew = async (name: string): Promise<string> => {
        await press(page, name)
        await page.getByRole('dialog').waitFor()
        await button(page, zh.feedKey).last().click()
        await page.getByRole('dialog').waitFor({ state: 'detached' })
        await page.locator('.codebox code').first().waitFor()
        return (await page.locator('.codebox code').last().innerText()).trim()
      }
      const pathOf = (address: string): string =>
        site().origin + new URL(address).pathname + new URL(address).search
      const first = await renew(zh.feedKey)
      expect((await fetch(pathOf(first))).status).toBe(200)
      expect(await inspect(page, 'feed key')).toEqual([])
      await renew(zh.feedKeyAgain)
      await expect
        .poll(() => page.locator('.codebox code').last().innerText(), { timeout: 20_000 })
        .not.toBe(first)
      expect((await fetch(pathOf(first))).status).toBe(404)
    })
  },
)
