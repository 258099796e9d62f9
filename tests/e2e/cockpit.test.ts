import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { desktop, phone } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, link, signedInPage } from '../support/browser-steps.ts'
import { fill, zh } from '../support/browser-words.ts'

const { abroad, admin, owner, south } = sampleAccounts
const spam = ['01', '02', '03', '04', '05'].map((number) =>
  youngNode(`免费加速-${number}`, { owner: south.email }),
)

withBrowser(
  () => Site.open({ nodes: ['东京-01', '东京-02'].map((name) => youngNode(name, { owner: abroad.email })) }),
  ({ site, visit }) => {
    test('an owner looks at a node over a day and over weeks, takes both along as CSV', async () => {
      const page = await signedInPage(await visit(desktop), abroad)
      await page.getByRole('button', { name: fill(zh.moreOf, { name: '东京-01' }) }).click()
      await page.getByRole('menuitem', { name: zh.figures }).click()
      await page.getByRole('heading', { level: 1, name: '东京-01' }).waitFor()
      await page.getByRole('heading', { level: 2, name: zh.colBandwidth }).waitFor()
      expect(await inspect(page, 'figures, a day')).toEqual([])
      const save = async (): Promise<string[]> => {
        const [download] = await Promise.all([page.waitForEvent('download'), button(page, zh.csv).click()])
        return readFileSync(await download.path(), 'utf8')
          .trim()
          .split('\r\n')
      }
      expect(await save()).toHaveLength(145)
      await page.getByRole('radio', { name: zh.range_d90 }).check()
      await page.getByText(fill(zh.figuresZone, { zone: 'UTC+8' })).waitFor()
      await page.getByText(zh.figuresTable).click()
      expect(await inspect(page, 'figures, 90 days')).toEqual([])
      const id = site().nodes.find(({ sample }) => sample.name === '东京-01')?.id
      const days = (await save()).slice(1)
      expect(await page.getByRole('region', { name: zh.figuresTable }).getByRole('row').count()).toBe(
        days.length + 1,
      )
      const told = await site().call<{ uptime: { d90: number } }>('GET', `/api/public/${id}`)
      await page.getByRole('img', { name: `${told.uptime.d90}` }).waitFor()
    })

    test('an owner gives several nodes one quota by one question, and takes them along as CSV', async () => {
      const page = await signedInPage(await visit(desktop), abroad)
      await page.getByRole('checkbox', { name: zh.chooseAll }).check()
      const bar = page.getByRole('group', { name: fill(zh.chosen, { n: 2 }) })
      await bar.getByRole('button', { name: zh.changeQuota }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('东京-02').waitFor()
      expect(await inspect(page, 'quota of two')).toEqual([])
      const act = dialog.getByRole('button', { name: zh.changeQuota })
      await dialog.getByLabel(zh.maxTraffic).fill('-1')
      await act.click()
      await dialog.getByText(fill(zh.errNegative, { min: 0 })).waitFor()
      await dialog.getByLabel(zh.maxTraffic).fill('1,234')
      await act.click()
      await page.getByText(fill(zh.quotaSetAll, { n: 2 })).waitFor()

      const [download] = await Promise.all([page.waitForEvent('download'), button(page, zh.csv).click()])
      const lines = readFileSync(await download.path(), 'utf8')
        .trim()
        .split('\r\n')
      expect(lines.map((line) => line.includes(',1234,'))).toEqual([false, true, true])
    })
  },
)

withBrowser(
  () =>
    Site.open({
      nodes: [youngNode('上海-三网-01', { owner: owner.email }), ...spam],
    }),
  ({ site, visit }) => {
    test('an admin begins with all nodes, finds a spammer’s, pauses them at once and silences the spammer', async () => {
      const visitor = await visit(desktop)
      const page = await signedInPage(visitor, admin)
      await page.getByRole('heading', { level: 1, name: zh.adminNodes }).waitFor()
      const rows = page.locator('.nodes-table .nodes-row')
      await expect.poll(() => rows.count()).toBe(7)
      expect(await inspect(page, 'all nodes')).toEqual([])

      await page.getByLabel(zh.searchNodes).fill('免费 zhang.min')
      await expect.poll(() => rows.count()).toBe(6)
      await page.getByRole('checkbox', { name: zh.chooseAll }).check()
      await page
        .getByText(fill(zh.chosen, { n: 5 }))
        .first()
        .waitFor()
      await page
        .getByRole('group', { name: fill(zh.chosen, { n: 5 }) })
        .getByRole('button', { name: zh.drain, exact: true })
        .click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('免费加速-05').waitFor()
      expect(await inspect(page, 'pause five')).toEqual([])
      await dialog.getByRole('button', { name: zh.drain, exact: true }).click()
      await page.getByText(fill(zh.pausedAll, { n: 5 })).waitFor()
      await page
        .getByRole('navigation', { name: zh.state })
        .getByRole('link', { name: `${zh.drained} 5` })
        .click()
      await expect.poll(() => rows.count()).toBe(6)
      expect(new URL(page.url()).hash).toContain('state=drained')

      const [download] = await Promise.all([page.waitForEvent('download'), button(page, zh.csv).click()])
      const lines = readFileSync(await download.path(), 'utf8')
        .trim()
        .split('\r\n')
      expect(lines).toHaveLength(6)
      expect(lines[1]).toContain(south.email)

      // Disabling says what becomes of the nodes, and the list says so afterwards.
      await link(page, zh.adminUsers).click()
      await page.getByRole('row').filter({ hasText: south.email }).getByText(`5 ${zh.drained}`).waitFor()
      await page.getByRole('switch', { name: `${zh.enabled} ${south.email}` }).click()
      await dialog.getByText(fill(zh.disableBody, { n: 5 })).waitFor()
      await dialog.getByRole('button', { name: zh.disableDo }).click()
      await page.getByText(fill(zh.userSaved, { email: south.email })).waitFor()
      await link(page, zh.adminNodes).click()
      await page
        .getByRole('navigation', { name: zh.state })
        .getByRole('link', { name: `${zh.ownerDisabled} 5` })
        .click()
      await expect.poll(() => rows.filter({ hasText: zh.ownerDisabled }).count()).toBe(5)
      const listed = await site().call<{ nodes: { node_name: string }[] }>('GET', '/api/public')
      expect(listed.nodes.map((node) => node.node_name)).toEqual(['上海-三网-01'])
    })

    test('several users are deleted by one question that names them and wants their number', async () => {
      const names = ['spam1@example.com', 'spam2@example.com']
      for (const name of names) await site().addUser(name, 'a-password-of-many-words')
      const page = await signedInPage(await visit(desktop), admin)
      await link(page, zh.adminUsers).click()
      await page.getByLabel(zh.searchUsers).fill('spam')
      const rows = page.locator('.users-table .users-row')
      await expect.poll(() => rows.count()).toBe(3)
      await page.getByRole('checkbox', { name: zh.chooseAll }).check()
      expect(await inspect(page, 'users chosen')).toEqual([])
      await page
        .getByRole('group', { name: fill(zh.chosen, { n: 2 }) })
        .getByRole('button', { name: zh.delUserDo })
        .click()
      const dialog = page.getByRole('dialog')
      for (const name of names) await dialog.getByText(name).waitFor()
      const act = dialog.getByRole('button', { name: zh.delUserDo })
      expect(await act.isDisabled()).toBe(true)
      await dialog.getByLabel(fill(zh.typeCount, { n: 2 })).fill('2')
      await act.click()
      await page.getByText(fill(zh.deletedUsers, { n: 2 })).waitFor()
      await page.getByText(zh.noMatchUsers).waitFor()
    })

    test('an owner sorts by what is wrong; the second tab needs no password; a node is added like another', async () => {
      const visitor = await visit(desktop)
      const page = await signedInPage(visitor, owner)
      await link(page, '上海-三网-01').waitFor()
      const head = page.getByRole('columnheader', { name: zh.colBandwidth })
      await head.getByRole('button').click()
      expect(await head.getAttribute('aria-sort')).toBe('descending')
      await head.getByRole('button').click()
      expect(await head.getAttribute('aria-sort')).toBe('ascending')

      const second = await visitor.page('/console/#/account')
      await second.getByText(owner.email).first().waitFor()
      await second.getByRole('heading', { level: 1, name: zh.account }).waitFor()

      await page.getByRole('button', { name: fill(zh.moreOf, { name: '上海-三网-01' }) }).click()
      await page.getByRole('menuitem', { name: zh.clone }).click()
      await page.getByRole('heading', { level: 1, name: zh.add }).waitFor()
      expect(await page.locator('#f-node_name').inputValue()).toBe('上海-三网-02')
      expect(await page.locator('#f-connections-0-ip').inputValue()).toBe('')
      expect(await inspect(page, 'like another')).toEqual([])
    })

    test('on a phone the tables are cards that fit', async () => {
      const page = await signedInPage(await visit(phone), admin)
      for (const url of ['/console/#/admin/nodes', '/console/#/admin/users']) {
        await page.goto(url)
        await page.getByRole('row').nth(1).waitFor()
        expect(await inspect(page, url)).toEqual([])
        expect(
          await page.evaluate(
            () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
          ),
        ).toBe(true)
      }
    })
  },
)
