import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { findChromium, launchBrowser, noChromium, Visitor, type View } from './browser.ts'

/** One browser for a file of tests, and a server that they share. */
export type Scene<Site extends { origin: string }> = {
  readonly site: () => Site
  readonly browser: () => Browser
  /** A fresh visitor; closed after the test, which fails when one of its pages complained. */
  readonly visit: (view?: View) => Promise<Visitor>
}

/**
 * Runs `define` with a browser and a server. Without Chromium one line says so: in CI as a failure, elsewhere as a
 * skipped test.
 */
export function withBrowser<Site extends { origin: string; stop: () => Promise<void> }>(
  open: () => Promise<Site>,
  define: (scene: Scene<Site>) => void,
): void {
  if (findChromium() === undefined) {
    test('the pages in a browser', (context) => {
      if (process.env['CI']) throw new Error(noChromium)
      console.log(noChromium)
      context.skip(noChromium)
    })
    return
  }
  let site: Site | undefined
  let browser: Browser | undefined
  const visitors: Visitor[] = []
  beforeAll(async () => {
    site = await open()
    browser = await launchBrowser()
  }, 300_000)
  afterEach(async () => {
    const problems: string[] = []
    for (const visitor of visitors.splice(0)) {
      problems.push(...visitor.problems)
      await visitor.close()
    }
    expect(problems).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    await site?.stop()
  }, 60_000)
  const need = <Thing>(thing: Thing | undefined): Thing => {
    if (thing === undefined) throw new Error('the scene is not open yet')
    return thing
  }
  define({
    site: () => need(site),
    browser: () => need(browser),
    visit: async (view) => {
      const visitor = await Visitor.open(need(browser), need(site).origin, view)
      visitors.push(visitor)
      return visitor
    },
  })
}
