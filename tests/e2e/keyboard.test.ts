import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { desktop } from '../support/browser.ts'
import { focused, press, tabTo, type } from '../support/browser-keyboard.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { settled } from '../support/browser-steps.ts'
import { fill, zh } from '../support/browser-words.ts'

const { owner } = sampleAccounts
withBrowser(
  () => Site.open({ nodes: [youngNode('上海-三网-01', { owner: 'zhang.min@example.com' })] }),
  ({ visit }) => {
    test('sign in, list a node, copy its line, change it and delete it without a mouse', async () => {
      const visitor = await visit(desktop)
      const page = await visitor.page('/')
      await settled(page)
      await page.keyboard.press('Tab')
      await expect.poll(async () => (await focused(page)).text, { timeout: 20_000 }).toContain(zh.skip)
      await press(page, zh.signIn)
      await page.getByRole('heading', { level: 1, name: zh.signIn }).waitFor()
      await type(page, zh.email, owner.email)
      await type(page, zh.password, owner.password)
      await page.keyboard.press('Enter')
      await page.getByText(zh.noneYet).waitFor()

      await press(page, zh.addFirst)
      await page.getByRole('heading', { level: 1, name: zh.add }).waitFor()
      await type(page, zh.nodeName, '键盘-01')
      await tabTo(page, zh.domestic)
      await page.keyboard.press('Space')
      await type(page, fill(zh.addressPart, { n: 1, part: zh.host }), '203.0.113.80')
      await press(page, zh.addAddress)
      await expect
        .poll(async () => (await focused(page)).text, { timeout: 20_000 })
        .toContain(fill(zh.addressPart, { n: 2, part: zh.host }))
      await press(page, fill(zh.removeAddress, { n: 2 }))
      await expect
        .poll(async () => (await focused(page)).text, { timeout: 20_000 })
        .toContain(fill(zh.addressPart, { n: 1, part: zh.host }))
      await type(page, zh.maxBandwidth, '100')
      await press(page, zh.create)
      await page.getByRole('heading', { level: 1, name: zh.createdTitle }).waitFor()
      await expect
        .poll(async () => (await focused(page)).text, { timeout: 20_000 })
        .toContain(zh.createdTitle)
      await tabTo(page, 'Linux')
      await page.keyboard.press('ArrowRight')
      await page.getByRole('tab', { name: 'OpenWrt / Alpine', selected: true }).waitFor()
      await press(page, zh.copy)
      expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('wget')

      await press(page, zh.mine)
      await page.getByRole('heading', { level: 1, name: zh.mine }).waitFor()
      await page.getByRole('link', { name: '键盘-01', exact: true }).waitFor()
      await press(page, '键盘-01')
      await page.getByText(zh.basics, { exact: true }).waitFor()
      await type(page, zh.nodeName, '键盘-02')
      await press(page, zh.save)
      await page.getByText(fill(zh.saved, { name: '键盘-02' })).waitFor()

      await press(page, zh.mine)
      await page.getByRole('link', { name: '键盘-02', exact: true }).waitFor()
      await press(page, fill(zh.moreOf, { name: '键盘-02' }))
      await page.getByRole('menu').waitFor()
      await page.keyboard.press('End')
      await expect.poll(async () => (await focused(page)).text, { timeout: 20_000 }).toBe(zh.delDo)
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await press(page, fill(zh.moreOf, { name: '键盘-02' }))
      await page.getByRole('menu').waitFor()
      await page.keyboard.press('End')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor()
      await type(page, zh.typeName, '键盘-02')
      await press(page, zh.delDo)
      await page.getByText(fill(zh.deleted, { name: '键盘-02' })).waitFor()
    })

    test('the days of a node are one stop: arrows, pages, Home and End choose, the line below says', async () => {
      const page = await (await visit(desktop)).page('/')
      await page.getByRole('link', { name: '上海-三网-01', exact: true }).click()
      await page.getByRole('heading', { level: 1, name: '上海-三网-01' }).waitFor()
      const slider = page.getByRole('slider').first()
      await slider.focus()
      const now = async (): Promise<number> => Number(await slider.getAttribute('aria-valuenow'))
      const max = Number(await slider.getAttribute('aria-valuemax'))
      await page.keyboard.press('End')
      await expect.poll(now).toBe(max)
      await page.keyboard.press('ArrowLeft')
      await expect.poll(now).toBe(max - 1)
      await page.keyboard.press('PageDown')
      await expect.poll(now).toBe(max - 8)
      await page.keyboard.press('PageUp')
      await expect.poll(now).toBe(max - 1)
      await page.keyboard.press('Home')
      await expect.poll(now).toBe(Number(await slider.getAttribute('aria-valuemin')))
      expect(await slider.getAttribute('aria-valuetext')).toBeTruthy()
    })
  },
)
