import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { desktop } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site, siteSecret } from '../support/browser-site.ts'
import { button, clipboard, field, link, linkOf, logIn } from '../support/browser-steps.ts'
import { fill, zh } from '../support/browser-words.ts'

const admin = { email: 'root@example.com', password: 'a-password-of-the-admin' }
const owner = { email: 'owner@example.com', password: 'a-password-of-the-owner' }
const run = promisify(execFile)

withBrowser(
  () => Site.open(),
  ({ site, visit }) => {
    test('an empty system: initialise, register, verify, sign in, list a node, report, find, copy, edit, delete', async () => {
      const visitor = await visit(desktop)
      const page = await visitor.page('/')
      await page.getByText(zh.uninitialised).first().waitFor()
      expect(await inspect(page, 'uninitialised')).toEqual([])
      await link(page, zh.initialise).click()

      await field(page, 'jwt_secret').fill(siteSecret)
      await field(page, 'email').fill(admin.email)
      await field(page, 'password').fill(admin.password)
      await field(page, 'repeat').fill(admin.password)
      await button(page, zh.initDo).click()
      await page.getByText(zh.initDone).waitFor()

      await page.goto('/')
      await page.getByText(zh.nonodes).first().waitFor()
      expect(await inspect(page, 'no nodes')).toEqual([])

      await page.goto('/console/#/register')
      await field(page, 'email').fill(owner.email)
      await field(page, 'password').fill(owner.password)
      await button(page, zh.register).click()
      await page.getByRole('heading', { level: 1, name: zh.activateTitle }).waitFor()
      await page.goto(linkOf(await site().mailTo(owner.email)))
      await field(page, 'password').fill(owner.password)
      await button(page, zh.verifyDo).click()
      await page.getByText(zh.verified).waitFor()
      await page.locator('main').getByRole('link', { name: zh.signIn }).click()
      await logIn(page, owner)

      await page.getByText(zh.noneYet).waitFor()
      expect(await inspect(page, 'no own nodes')).toEqual([])
      // At no width is the name of a program parted at its hyphen.
      const program = page.locator('.needs').getByText('easytier-core', { exact: true })
      for (let width = 320; width <= 480; width += 8) {
        await page.setViewportSize({ width, height: 700 })
        expect([width, await program.evaluate((name) => name.getClientRects().length)]).toEqual([width, 1])
      }
      await page.setViewportSize(desktop)
      await link(page, zh.addFirst).click()
      await field(page, 'node_name').fill('深圳-电信-01')
      await field(page, 'region_detail').fill('深圳')
      await page.getByRole('radio', { name: zh.domestic }).check()
      await page.getByRole('radio', { name: zh.relay }).check()
      await field(page, 'connections-0-ip').fill('tcp://203.0.113.57:11010')
      await button(page, zh.addAddress).click()
      await page.locator('#f-connections-1-type').selectOption('WSS')
      await field(page, 'connections-1-ip').fill('sz01.example.net')
      await field(page, 'connections-1-port').fill('70000')
      await button(page, zh.create).click()
      await page
        .getByText(fill(zh.errPort, { type: 'WSS', usual: '' }).slice(0, 14))
        .first()
        .waitFor()
      await field(page, 'connections-1-port').fill('443')
      expect(await field(page, 'connections-0-ip').inputValue()).toBe('203.0.113.57')
      await page.getByLabel(zh.maxBandwidth).fill('200')
      await page.getByLabel(zh.tierBandwidth).fill('50')
      await page.locator('.preview').getByText('/ 50 Mbps').waitFor()
      await button(page, zh.create).click()

      await page.getByRole('heading', { level: 1, name: zh.createdTitle }).waitFor()
      await page.getByText(fill(zh.waitingFor, { name: '深圳-电信-01' })).waitFor()
      await page.getByRole('tab', { name: zh.manual }).click()
      await page.locator('[role=tabpanel]').getByRole('button').click()
      const line = await clipboard(page)
      expect(line).toMatch(/^ printf .*etr_.* \| curl /)

      // A token that lost a character: the owner sees it without reloading.
      const wrong = await run('sh', ['-c', line.replace(/[0-9a-f]"}/, '"}')]).catch((error: unknown) =>
        String(error),
      )
      expect(wrong).toContain('403')
      await page.getByText(zh.wrong).waitFor()

      await run('sh', ['-c', line])
      await page.getByText(zh.got).waitFor()
      await link(page, zh.toNodePage).click()

      await page.getByRole('heading', { level: 1, name: '深圳-电信-01' }).waitFor()
      const nodeUrl = page.url()
      await button(page, zh.copyAddress).click()
      const address = await clipboard(page)
      expect(address).toMatch(/\/node\/\d+$/)
      const text = await (await fetch(address)).text()
      expect(text.trim().split('\n')).toEqual(['tcp://203.0.113.57:11010', 'wss://sz01.example.net:443'])

      await page.goto('/')
      // Not the copy that the browser kept of the empty list.
      await link(page, '深圳-电信-01').waitFor({ timeout: 20_000 })
      await page.getByRole('row').getByText('/ 50 Mbps').waitFor()
      // One that is well lacks nothing: no region has lost half of what it had.
      await page
        .getByText(fill(zh.ok, { n: 1, m: 1 }))
        .first()
        .waitFor()

      await page.goto('/console/#/nodes')
      await page.getByRole('link', { name: '深圳-电信-01', exact: true }).click()
      await field(page, 'node_name').fill('深圳-电信-02')
      await button(page, zh.save).click()
      await page.getByText(fill(zh.saved, { name: '深圳-电信-02' })).waitFor()
      // Somebody else sees the new name at once; who has looked already keeps a public answer for up to 15 s.
      const stranger = await visit(desktop)
      const theirs = await stranger.page(nodeUrl)
      await theirs.getByRole('heading', { level: 1, name: '深圳-电信-02' }).waitFor()

      await page.goto('/console/#/nodes')
      await page.getByRole('link', { name: '深圳-电信-02', exact: true }).click()
      await button(page, zh.regenDo).click()
      await page.getByRole('dialog').getByRole('button', { name: zh.regenDo }).click()
      await page.getByRole('tab', { name: zh.manual }).click()
      await page.locator('[role=tabpanel]').getByRole('button').click()
      const newLine = await clipboard(page)
      expect(newLine).not.toBe(line)
      await run('sh', ['-c', newLine])
      await run('sh', ['-c', line])

      await page.goto('/console/#/nodes')
      await page.getByRole('link', { name: '深圳-电信-02', exact: true }).click()
      await button(page, zh.delDo).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText(zh.delBody).waitFor()
      expect(await dialog.getByRole('button', { name: zh.delDo }).isDisabled()).toBe(true)
      await dialog.getByRole('textbox').fill('深圳-电信-02')
      await dialog.getByRole('button', { name: zh.delDo }).click()
      await page.getByText(fill(zh.deleted, { name: '深圳-电信-02' })).waitFor()
      await page.getByText(zh.noneYet).waitFor()
      const late = await visit(desktop)
      late.expects(/status of 404/)
      const latePage = await late.page(nodeUrl)
      await latePage.getByText(zh.unknown).first().waitFor()
    })
  },
)
