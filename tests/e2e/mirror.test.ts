import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { mirrorSite } from '../../src/tools/mirror/mirror-site.ts'
import { desktop } from '../support/browser.ts'
import { oddNames, youngNode } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { temporaryFolder } from '../support/npm-start.ts'
import { startPlainHost } from '../support/plain-host.ts'

const { owner } = sampleAccounts

withBrowser(
  () =>
    Site.open({
      nodes: [
        youngNode('上海-三网-01', { owner: owner.email }),
        youngNode(oddNames.markup, { owner: owner.email }),
      ],
    }),
  ({ site, visit }) => {
    test('a copy of the list is served by a plain file host, and a forged one is refused', async () => {
      const { folder, remove } = temporaryFolder('mirror-')
      const host = await startPlainHost(folder)
      try {
        const mirrored = await mirrorSite({ host: site().origin, out: folder })
        expect(mirrored.nodes).toBe(2)
        const visitor = await visit(desktop)
        // Another host than the site's.
        visitor.expects(/^request to http:\/\/127\.0\.0\.1:\d+\/$/)
        const page = await visitor.page()
        await page.goto(`${host.origin}/`)
        await page.getByRole('cell', { name: '上海-三网-01' }).waitFor()
        expect(await page.getByRole('cell', { name: oddNames.markup }).count()).toBe(1)
        expect(await page.getByRole('row').count()).toBe(3)
        const day = 86_400_000
        const late = mirrorSite({ host: site().origin, out: folder, nowMs: Date.now() + day })
        await expect(late).rejects.toThrow(/good until/)

        // Another site under the same name.
        const keyFile = path.join(folder, '.well-known/easytier-nodes.json')
        const kept = JSON.parse(readFileSync(keyFile, 'utf8')) as Record<string, unknown>
        writeFileSync(keyFile, JSON.stringify({ ...kept, public_key: 'A'.repeat(43) }))
        await expect(mirrorSite({ host: site().origin, out: folder })).rejects.toThrow(/another key/)
      } finally {
        await host.stop()
        remove()
      }
    })
  },
)
