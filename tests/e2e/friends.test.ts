import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { sampleNodes } from '../../src/tools/demo/sample-nodes.ts'
import { desktop, phone } from '../support/browser.ts'
import { inspect } from '../support/browser-axe.ts'
import { sparse, youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { button, clipboard, settled } from '../support/browser-steps.ts'
import { en, fill, zh } from '../support/browser-words.ts'

const young = Array.from({ length: 6 }, (_, at) => youngNode(`新-${at}`))
const nodes = [...sampleNodes.slice(0, 3), ...young]
const peerAddress = fill(zh.copyOf, { what: zh.peerAddress })

function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
}

withBrowser(
  () => Site.open({ nodes, ...sparse }),
  ({ site, visit }) => {
    test('one word takes two friends on two phones to the same node', async () => {
      const host = await visit(phone)
      const page = await host.page('/')
      await settled(page)
      await page.getByLabel(zh.word).fill('  周五 开黑 ')
      await button(page, peerAddress).click()
      const mine = await clipboard(page)
      expect(new URL(mine).searchParams.get('key')).toBe('周五 开黑')
      await button(page, zh.friends).click()
      const message = await clipboard(page)
      expect(message).toContain(mine)
      expect(message).toContain(`${site().origin}/docs/players/`)

      // The friend opens the address that the code shows, on a phone of his own.
      await button(page, zh.qr).click()
      const shown = (await page.getByRole('dialog').locator('.qr-url').textContent()) ?? ''
      await page.locator('.qr-ink').waitFor()
      expect(await inspect(page, 'qr')).toEqual([])
      const friend = await (await visit({ ...phone, theme: 'dark' })).page(shown)
      await settled(friend)
      await button(friend, peerAddress).click()
      const theirs = await clipboard(friend)
      expect(theirs).toBe(mine)

      const answers = new Set<string>()
      for (const member of ['a', 'b', 'c', 'd']) {
        answers.add(await (await fetch(`${theirs}&member=${member}`)).text())
      }
      expect(answers.size).toBe(1)
    })

    test('the word, the choices and the form of the address outlive a reload', async () => {
      const page = await (await visit(desktop)).page('/')
      await settled(page)
      await page.getByLabel(zh.word).fill('room42')
      await page.getByText(zh.options).click()
      const connect = page.getByRole('region', { name: zh.connect })
      await connect.getByRole('radio', { name: zh.domesticShort }).check()
      await page.getByLabel(zh.format, { exact: true }).selectOption({ label: zh.format_toml })
      await page.reload()
      await settled(page)
      expect(await page.getByLabel(zh.word).inputValue()).toBe('room42')
      await button(page, peerAddress).click()
      expect(await clipboard(page)).toBe(`[[peer]]\nuri = "${site().origin}/peer?key=room42&region=domestic"`)
      // One switch: the list has followed, and the numbers agree.
      expect(new URL(page.url()).searchParams.get('region')).toBe('domestic')
      const other = await page.context().newPage()
      await other.goto('/')
      await settled(other)
      expect(await other.getByLabel(zh.word).inputValue()).toBe('room42')
    })

    test('older clients get the address of the node itself, the same for the whole group', async () => {
      const plain = async (): Promise<string> => {
        const page = await (await visit(phone)).page('/?key=old-friends')
        await settled(page)
        await page.getByLabel(zh.format, { exact: true }).selectOption({ label: zh.format_plain })
        await page.getByText(zh.plainNote).waitFor()
        await button(page, peerAddress).click()
        return clipboard(page)
      }
      const first = await plain()
      expect(first).toMatch(/^tcp:\/\/[\d.]+:\d+$/)
      expect(await plain()).toBe(first)
    })

    test('on a phone the address stands before the pictures, and the version it needs beside it', async () => {
      for (const lang of ['zh', 'en'] as const) {
        const words = lang === 'zh' ? zh : en
        const page = await (await visit({ width: 320, height: 640, lang })).page('/')
        await settled(page)
        const top = async (selector: string): Promise<number> =>
          (await page.locator(selector).first().boundingBox())?.y ?? Number.NaN
        expect(await top('.connect')).toBeLessThan(await top('.charts'))
        expect(await top('.connect .codebox')).toBeLessThan(640)
        expect(await page.getByText(words.versionLine).isVisible()).toBe(true)
        await page.getByText(words.options).click()
        expect(await sideways(page)).toBeLessThanOrEqual(0)
        await page.getByRole('link', { name: words.steps }).click()
        await page.waitForURL(/\/docs\/players\//)
        await page.getByRole('heading', { level: 1 }).waitFor()
        expect(await sideways(page)).toBeLessThanOrEqual(0)
      }
    })

    test('where latency is known of few nodes it is no column, no order and no preference', async () => {
      const page = await (await visit(desktop)).page()
      await page.route('**/api/public?*', async (route) => {
        const answer = await route.fetch()
        const list = (await answer.json()) as { nodes: { latency_ms: number }[] }
        const unmeasured = list.nodes.map((node, at) => (at < 2 ? node : { ...node, latency_ms: -1 }))
        await route.fulfill({ response: answer, json: { ...list, nodes: unmeasured } })
      })
      await page.goto('/?sort=latency&prefer=latency')
      await settled(page)
      expect(await page.locator('.cell-ms').count()).toBe(0)
      expect(await page.getByRole('columnheader', { name: zh.colLatency }).count()).toBe(0)
      expect(await page.getByLabel(zh.sort).locator('option').allTextContents()).not.toContain(
        zh.sort_latency,
      )
      expect(await page.locator('.connect .codebox code').first().textContent()).toBe(`${site().origin}/peer`)
      await page.getByLabel(zh.word).fill('')
      expect(await page.getByRole('radio', { name: zh.preferLatency }).count()).toBe(0)
    })

    test('a look at the nodes one would get pushes nothing away at a desk', async () => {
      const page = await (await visit(desktop)).page('/')
      await settled(page)
      await button(page, zh.who).click()
      await page.locator('.who li').nth(2).waitFor()
      const bottom = async (selector: string): Promise<number> => {
        const box = await page.locator(selector).boundingBox()
        return (box?.y ?? 0) + (box?.height ?? 0)
      }
      expect((await bottom('.connect')) - (await bottom('.charts'))).toBeLessThan(40)
    })

    test('a tap anywhere on the card of a node opens it', async () => {
      const page = await (await visit(phone)).page('/')
      await settled(page)
      const row = page.locator('.row:not(.row-head)').first()
      await row.scrollIntoViewIfNeeded()
      const name = await row.locator('.name a').textContent()
      const box = await row.boundingBox()
      if (!box) throw new Error('no row')
      await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height - 12)
      await page.getByRole('heading', { level: 1, name: name ?? '', exact: true }).waitFor()
    })
  },
)
