import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { desktop, phone } from './browser.ts'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Axe = { readonly run: (on: Document, how: object) => Promise<AxeResults> }

/** What axe finds wrong with the page as it is now: rule, where, and why. */
export async function axeFindings(page: Page): Promise<string[]> {
  // By the debugger, so that the content security policy stays as it is.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source)
  const { violations } = await page.evaluate(() => {
    const { axe } = globalThis as unknown as { axe: Axe }
    return axe.run(document, { resultTypes: ['violations'] })
  })
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
  )
}

/** How far the page can be scrolled sideways, in pixels. */
export const sidewaysPx = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth))

/** 1280 px at 200 % zoom has the room of 640; 320 px is the narrowest. */
const narrow = [640, 320] as const

/** Looks at what is open now in both themes and widths; answers what is wrong with it. */
export async function inspect(page: Page, name: string): Promise<string[]> {
  const wrong: string[] = []
  for (const size of [desktop, phone]) {
    await page.setViewportSize(size)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      for (const finding of await axeFindings(page))
        wrong.push(`${name} ${size.width} ${colorScheme} ${finding}`)
    }
  }
  for (const width of narrow) {
    await page.setViewportSize({ width, height: 700 })
    const px = await sidewaysPx(page)
    if (px > 0) wrong.push(`${name} scrolls ${px} px sideways at ${width}`)
  }
  await page.setViewportSize(desktop)
  return wrong
}
