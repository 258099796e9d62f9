import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { desktop } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, clipboard, field, link, logIn, signedInPage } from '../support/browser-steps.ts'
import { fill, zh } from '../support/browser-words.ts'
import { openHome } from '../support/unprivileged-home.ts'

const { owner } = sampleAccounts
const minuteMs = 60_000
const silent = '杭州-电信-05'

/** Creates a node by the form; ends where its token is shown. */
async function create(page: Page, name: string): Promise<void> {
  await page.goto('/console/#/nodes/new')
  await field(page, 'node_name').fill(name)
  await page.getByRole('radio', { name: zh.domestic }).check()
  await field(page, 'connections-0-ip').fill('203.0.113.90')
  await field(page, 'max_bandwidth').fill('100')
  await button(page, zh.create).click()
  await page.getByRole('heading', { level: 1, name: zh.createdTitle }).waitFor()
}

withBrowser(
  () =>
    Site.open({
      nodes: [
        youngNode('上海-三网-01', { owner: owner.email }),
        youngNode(silent, { owner: owner.email, silentMinutes: 240 }),
      ],
    }),
  ({ site, visit }) => {
    test('leaving with a token that was not copied asks; a copied one lets go', async () => {
      const page = await signedInPage(await visit(desktop), owner)
      await create(page, '复制-01')
      const dialog = page.getByRole('dialog')
      await link(page, zh.mine).first().click()
      await dialog.getByRole('button', { name: zh.stay }).click()
      await page.getByRole('heading', { level: 1, name: zh.createdTitle }).waitFor()
      expect(page.url()).toContain('/reporter')
      await page.locator('[role=tabpanel] code').click({ clickCount: 3 })
      await page.keyboard.press('Control+C')
      expect(await clipboard(page)).toContain('ET_TOKEN=')
      await link(page, zh.mine).first().click()
      await page.getByRole('heading', { level: 1, name: zh.mine }).waitFor()
      expect(await dialog.count()).toBe(0)
    })

    test('after 15 minutes the token is gone and the watch ends; only a new token can be made', async () => {
      const page = await (await visit(desktop)).page()
      await page.clock.install()
      await page.goto('/console/#/login')
      await logIn(page, owner)
      await create(page, '过期-01')
      const token = (await page.locator('.codebox code').last().textContent()) ?? ''
      expect(token).toMatch(/^etr_/)
      await page.clock.fastForward(14 * minuteMs)
      expect(await page.content()).toContain(token)
      await page.clock.fastForward(2 * minuteMs)
      await page.getByText(zh.tokenGone).waitFor()
      expect(await page.content()).not.toContain(token)
      expect(await page.locator('.codebox').count()).toBe(0)
      await button(page, zh.watchAgain).waitFor()
      expect(await inspect(page, 'token gone')).toEqual([])

      let asked = 0
      page.on('request', (request) => {
        if (/\/api\/nodes\/\d+$/.test(request.url())) asked += 1
      })
      await page.clock.fastForward(minuteMs)
      expect(asked).toBe(0)
      await button(page, zh.watchAgain).click()
      await page.clock.fastForward(6000)
      await expect.poll(() => asked).toBeGreaterThan(0)
      // Never used: there is no old token to warn about.
      await button(page, zh.regenDo).click()
      await page.getByText(zh.onceBody).waitFor()
      expect(await page.locator('.codebox code').last().textContent()).not.toBe(token)
    })

    test('a node that reports has no token to show; a new one is made after asking', async () => {
      const page = await signedInPage(await visit(desktop), owner)
      await page.goto(`/console/#/nodes/${site().nodes[0]?.id}/reporter`)
      await page.getByText(zh.gotLast).waitFor()
      await page.getByText(zh.newTokenBody).waitFor()
      await button(page, zh.regenDo).click()
      await page.getByRole('dialog').getByRole('button', { name: zh.keepOld }).click()
      expect(await page.locator('.codebox').count()).toBe(0)
      await button(page, zh.regenDo).click()
      await page.getByRole('dialog').getByRole('button', { name: zh.regenDo }).click()
      await page.getByText(zh.onceBody).waitFor()
      // Reports of the old token are no success of the new one.
      await page.getByText(zh.waitingToken).waitFor()
      await page.getByText(fill(zh.previousUntil, { t: '' }).trim()).waitFor()
      expect(await page.locator('.box-good').count()).toBe(0)
      expect(await inspect(page, 'waiting for the new token')).toEqual([])
    })

    test('a node that has gone silent: what to run on it, a check from here, the token last', async () => {
      const visitor = await visit(desktop)
      const page = await signedInPage(visitor, owner)
      await page.locator('.attention li', { hasText: silent }).getByRole('link').first().click()
      await page.getByRole('heading', { level: 2, name: zh.silentTitle }).waitFor()
      await page
        .locator('.box-bad')
        .getByText(fill(zh.silent, { t: '' }).slice(0, 2))
        .waitFor()
      expect(await page.locator('.box-good').count()).toBe(0)
      expect(await inspect(page, 'silent')).toEqual([])
      const steps = page.locator('.silent-steps li')
      expect(await steps.count()).toBe(3)
      await steps.nth(1).getByRole('button').click()
      expect(await clipboard(page)).toContain('systemctl status easytier-reporter')
      // The sample's address is one of documentation: nothing is tried, and the page does not say that the node failed.
      await button(page, zh.checkNow).click()
      const note = page.locator('.silent-card .check-note')
      await note.getByText(/没有检测/).waitFor()
      expect(await button(page, zh.regenDo).getAttribute('class')).not.toContain('btn-main')
      await page.goto('/console/#/nodes')
      await page
        .locator('.nodes-row', { hasText: silent })
        .locator('.check-note')
        .getByText(/没有检测/)
        .waitFor()
    })

    test('a first report that says offline is no success: the page says what to start', async () => {
      const page = await signedInPage(await visit(desktop), owner)
      await create(page, '没有核心-01')
      const token = await page.locator('.codebox code').last().textContent()
      const report = {
        token,
        current_bandwidth: 0,
        reported_traffic: 0,
        connection_count: 0,
        status: 'offline',
      }
      await site().call('POST', '/api/report', report)
      await page.getByText(zh.got).waitFor()
      await page.getByText(zh.gotOffline).waitFor()
      expect(await page.locator('.box-good').count()).toBe(0)
      // One report tells no interval.
      const learnt = zh.nextIn.split('{t}')[0] ?? ''
      expect(await page.locator('.box').allTextContents()).not.toContainEqual(expect.stringContaining(learnt))
      expect(await inspect(page, 'first report says offline')).toEqual([])
      // The token is where it belongs, so leaving asks nothing.
      await link(page, zh.mine).first().click()
      await page.getByRole('heading', { level: 1, name: zh.mine }).waitFor()
      expect(await page.getByRole('dialog').count()).toBe(0)
    })

    test('the line of the page, run on a machine: installs, reports, shows here without reloading, goes again', async () => {
      const page = await signedInPage(await visit(desktop), owner)
      await create(page, '安装-01')
      await page.getByText(fill(zh.waitingFor, { name: '安装-01' })).waitFor()
      await page.locator('[role=tabpanel]').getByRole('button').click()
      const line = await clipboard(page)
      expect(line).toContain(`ET_SERVER='${site().origin}'`)
      const home = openHome()
      const folder = path.join(home.folder, 'reporter')
      try {
        const said = await home.sh(`export ET_DIR='${folder}';${line}`)
        expect(said).toContain(`installed in ${folder}`)
        expect(home.crontab()).toContain(`${folder}/reporter.sh`)
        await page.getByText(zh.got).waitFor()
        await page
          .getByRole('heading', { level: 1, name: fill(zh.reporterOf, { name: '安装-01' }) })
          .waitFor()
        await home.sh(`ET_DIR='${folder}' sh '${folder}/reporter.sh' uninstall`)
        expect(home.crontab().trim()).toBe('')
        expect(existsSync(folder)).toBe(false)
      } finally {
        home.remove()
      }
    })
  },
)
