import { expect, test } from 'vitest'
import { desktop } from '../support/browser.ts'
import { sparse } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { clipboard, settled } from '../support/browser-steps.ts'

withBrowser(
  () => Site.open(sparse),
  ({ site, visit }) => {
    test('a guide is in the language of its reader, keeps its place in the other, and copies with this address', async () => {
      const page = await (await visit({ ...desktop, lang: 'en' })).page('/docs/operators/#zh-docker')
      await settled(page)
      const { origin } = site()
      await page.getByRole('heading', { name: 'Running a public node', level: 1 }).waitFor()
      expect(await page.locator('h1').count()).toBe(1)
      await page.waitForURL(`${origin}/docs/operators/#docker`)
      const text = (await page.locator('article').textContent()) ?? ''
      expect(text).toContain(`${origin}/reporter.sh`)
      expect(text).not.toContain('//HOST')

      const copy = page.getByRole('button', { name: 'Copy Five minutes' })
      await copy.click()
      await page.getByText('Copied').first().waitFor({ state: 'attached' })
      expect(await clipboard(page)).toBe(
        ` curl -fsSL '${origin}/reporter.sh' | ET_SERVER='${origin}' ET_TOKEN='etr_…' sh`,
      )

      await page.getByRole('button', { name: '中文', exact: true }).click()
      await page.getByRole('heading', { name: '提供公共节点', level: 1 }).waitFor()
      await page.waitForURL(`${origin}/docs/operators/#zh-docker`)
      expect(await page.locator('h1').count()).toBe(1)
      expect(await page.title()).toContain('提供公共节点')
      await page.getByRole('navigation', { name: '目录' }).getByRole('link', { name: '容量' }).click()
      await page.waitForURL(`${origin}/docs/operators/#zh-capacity`)
    })

    test('a guide can be read without scripts, in both languages', async () => {
      const page = await (await visit({ ...desktop, script: false })).page('/docs/clients/')
      await page.getByRole('heading', { name: '在 EasyTier 与启动器中使用节点', level: 1 }).waitFor()
      await page
        .getByRole('heading', { name: 'Using nodes from EasyTier and from launchers', level: 1 })
        .waitFor()
    })

    test('the guides are reached from the share page and the reference', async () => {
      const page = await (await visit({ ...desktop, lang: 'en' })).page('/share/')
      await page.getByRole('link', { name: 'the operators’ guide' }).click()
      await page.getByRole('heading', { name: 'Running a public node', level: 1 }).waitFor()
      await page.goto('/docs/')
      await page.getByRole('link', { name: 'using nodes from EasyTier and launchers' }).click()
      await page.getByRole('heading', { name: 'Using nodes from EasyTier', exact: false, level: 1 }).waitFor()
    })
  },
)
