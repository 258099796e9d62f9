import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { desktop } from '../support/browser.ts'
import { axeFindings } from '../support/browser-axe.ts'
import { youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { clipboard } from '../support/browser-steps.ts'

const run = promisify(execFile)

withBrowser(
  () => Site.open({ nodes: [youngNode('上海-三网-01')] }),
  ({ visit }) => {
    test('a public call can be tried on the spot, and its line runs in a shell', async () => {
      const page = await (await visit(desktop)).page('/docs/')
      const stats = page.locator('#stats')
      await stats.getByRole('button', { name: /curl/ }).click()
      const { stdout } = await run('sh', ['-c', await clipboard(page)])
      expect(JSON.parse(stdout)).toMatchObject({ total_nodes: 1 })
      await stats.locator('.try button[type=submit]').click()
      await stats.locator('.try-answer pre').getByText('"total_nodes": 1').waitFor()
      const query = page.locator('#query')
      await query.locator('.try textarea').fill('{"region":"overseas"}')
      await query.locator('.try button[type=submit]').click()
      await query.locator('.try-answer').getByText('200').first().waitFor()
      expect(await axeFindings(page)).toEqual([])
    })
  },
)
