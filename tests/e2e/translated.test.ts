import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { sampleNodes } from '../../src/tools/demo/sample-nodes.ts'
import { desktop } from '../support/browser.ts'
import { idsOf } from '../support/browser-pages.ts'
import { sparse } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { settled } from '../support/browser-steps.ts'

const nodes = sampleNodes.slice(0, 4)

/** Does to the page what the translators of Chrome and Edge do: each text goes into two `<font>`s of their own. */
async function translate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const texts: Text[] = []
    while (walker.nextNode()) {
      const { currentNode } = walker
      if (!(currentNode instanceof Text) || currentNode.data.trim() === '') continue
      if (currentNode.parentElement?.closest('[translate=no], script, style, svg')) continue
      texts.push(currentNode)
    }
    for (const text of texts) {
      const [outer, inner] = [document.createElement('font'), document.createElement('font')]
      inner.textContent = `«${text.data}»`
      outer.append(inner)
      text.replaceWith(outer)
    }
  })
}

withBrowser(
  () => Site.open({ nodes, ...sparse }),
  ({ site, visit }) => {
    test('the list of a page that was translated goes on telling how things are', async () => {
      const page = await (await visit(desktop)).page()
      let down = false
      await page.route('**/api/public?*', async (route) => {
        // Asked again, it must answer in full.
        const headers = { ...route.request().headers(), 'if-none-match': '' }
        const answer = await route.fetch({ headers })
        const list = (await answer.json()) as { nodes: object[] }
        const change = down
          ? { status: 'offline', state: 'offline' }
          : { current_bandwidth: 12, connection_count: 7, used_traffic: 3 }
        const changed = list.nodes.map((node, at) => (at === 0 ? { ...node, ...change } : node))
        await route.fulfill({ response: answer, json: { ...list, nodes: changed } })
      })
      await page.clock.install()
      await page.goto('/')
      await settled(page)
      const before = await page.locator('h1').textContent()
      await translate(page)
      expect(await page.locator('h1').textContent()).toContain('«')
      down = true
      await page.clock.runFor(31_000)
      await expect.poll(() => page.locator('.glyph-bad').count()).toBe(1)
      // The words that changed stand there once, fresh, beside no leftover of the old ones.
      const after = (await page.locator('h1').textContent()) ?? ''
      expect(after).not.toContain('«')
      expect(after).not.toBe(before)
      expect(await page.locator('.figure').first().textContent()).toMatch(/^3 \/ 4$/)
      const row = page.locator('.row-off')
      expect(await row.locator('.sub').textContent()).not.toContain('在线')
      expect(await row.locator('.cell-bw').textContent()).not.toMatch(/\d/)
    })

    test('the page of a node that was translated names its new state, with the reason', async () => {
      const page = await (await visit(desktop)).page()
      let full = false
      await page.route('**/api/public/*', async (route) => {
        const headers = { ...route.request().headers(), 'if-none-match': '' }
        const answer = await route.fetch({ headers })
        const told = (await answer.json()) as { node: { max_connections: number } }
        const node = full
          ? { ...told.node, state: 'full', connection_count: told.node.max_connections }
          : { ...told.node, state: 'online', connection_count: 1 }
        await route.fulfill({ response: answer, json: { ...told, node } })
      })
      await page.clock.install()
      const name = nodes[0]?.name ?? ''
      await page.goto(`/n/?id=${idsOf(site().nodes)(name)}`)
      await settled(page)
      await translate(page)
      full = true
      await page.clock.runFor(31_000)
      await page.locator('.why').waitFor()
      const { max_connections: most } = (
        await site().call<{ node: { max_connections: number } }>(
          'GET',
          `/api/public/${idsOf(site().nodes)(name)}`,
        )
      ).node
      expect(await page.locator('.why').textContent()).toContain(`${most} / ${most}`)
      expect(await page.locator('.node-title .facts').textContent()).toContain('满载')
      expect(await page.locator('.details').textContent()).toContain(`${most} / ${most}`)
    })
  },
)
