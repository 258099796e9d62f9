import { expect, test } from 'vitest'
import { desktop } from '../support/browser.ts'
import { sparse } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { settled, signIn } from '../support/browser-steps.ts'

const dayMs = 86_400_000

withBrowser(
  () => Site.open(sparse),
  ({ visit }) => {
    /** What an owner whose clock is off by that many days reads about the own nodes, without figures. */
    const read = async (days: number): Promise<string> => {
      const page = await (await visit(desktop)).page()
      await page.clock.setSystemTime(Date.now() + days * dayMs)
      await signIn(page)
      await settled(page)
      // A second page of the same visitor knows the time before its first answer.
      await page.reload()
      await settled(page)
      expect(new URL(page.url()).hash).toBe('#/nodes')
      return (await page.locator('main').innerText()).replaceAll(/[\d.]+/g, '#')
    }

    test('an owner whose clock is days off stays signed in and reads the same ages', async () => {
      const right = await read(0)
      expect(right).toContain('在线 · #分钟前')
      expect(await read(3)).toBe(right)
      expect(await read(-400)).toBe(right)
    })
  },
)
