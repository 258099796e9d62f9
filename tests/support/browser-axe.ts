import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { desktop, phone } from './browser.ts'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Axe = { readonly run: (on: Document, how: object) => Promise<AxeResults> }

/** What axe finds wrong with the page as it is now: rule, where, and why; of all rules, or of those about colours. */
export async function axeFindings(page: Page, rules: 'all' | 'colours' = 'all'): Promise<string[]> {
  // By the debugger, so that the content security policy stays as it is.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source)
  const { violations } = await page.evaluate((wanted) => {
    const { axe } = globalThis as unknown as { axe: Axe }
    const only = wanted === 'all' ? {} : { runOnly: ['color-contrast', 'link-in-text-block'] }
    return axe.run(document, { ...only, resultTypes: ['violations'], preload: false })
  }, rules)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
  )
}

/** How far the page can be scrolled sideways, in pixels. */
export function sidewaysPx(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth))
}

/** 1280 px at 200 % zoom has the room of 640; 320 px is the narrowest. */
const narrow = [640, 320] as const

/** Goes over to the other language where the page stands, as the button in the header does. */
async function otherLanguage(page: Page): Promise<string> {
  const before = await page.evaluate(() => document.documentElement.lang)
  // By script: a modal dialog keeps the button from the mouse, not the page from the language.
  await page.evaluate(() => document.querySelector<HTMLElement>('.head-end > button[lang]')?.click())
  await page.waitForFunction((lang) => document.documentElement.lang !== lang, before, { polling: 50 })
  return page.evaluate(() => document.documentElement.lang)
}

/**
 * Looks at what is open now in all eight combinations of language, theme and width (of the dark theme at what a theme
 * can change: colours), and for sideways scrolling in both languages; leaves the page as it was. Answers what is wrong.
 */
export async function inspect(page: Page, name: string): Promise<string[]> {
  const wrong: string[] = []
  const before = page.viewportSize() ?? desktop
  let lang = await page.evaluate(() => document.documentElement.lang)
  for (let languages = 0; languages < 2; languages += 1) {
    for (const size of [desktop, phone]) {
      await page.setViewportSize(size)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        for (const finding of await axeFindings(page, colorScheme === 'light' ? 'all' : 'colours'))
          wrong.push(`${name} ${lang} ${size.width} ${colorScheme} ${finding}`)
      }
    }
    for (const text of await smallChinese(page)) wrong.push(`${name} ${lang} ${text}`)
    for (const width of narrow) {
      await page.setViewportSize({ width, height: 700 })
      const px = await sidewaysPx(page)
      if (px > 0) wrong.push(`${name} ${lang} scrolls ${px} px sideways at ${width}`)
    }
    await page.setViewportSize(before)
    lang = await otherLanguage(page)
  }
  wrong.push(...(await inspectTraditional(page, name, lang)))
  return wrong
}

/** Chinese below 13 px, but for the labels of axes. */
async function smallChinese(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const { textContent, parentElement: at } = texts.currentNode
      if (at === null || !/\p{Script=Han}/u.test(textContent ?? '')) continue
      const px = Number.parseFloat(getComputedStyle(at).fontSize)
      const isAxis = at.closest('.ticks, .plot') !== null
      if (px < 13 && !isAxis && at.getClientRects().length > 0)
        found.push(`is ${px} px small: ${(textContent ?? '').trim().slice(0, 20)}`)
    }
    return found
  })
}

/** The third language has the second one's layout: back in that when it has been looked at. */
async function inspectTraditional(page: Page, name: string, lang: string): Promise<string[]> {
  const show = async (wanted: string): Promise<void> => {
    await page.evaluate(() => document.querySelector<HTMLElement>('.foot-language')?.click())
    await page.waitForFunction((next) => document.documentElement.lang === next, wanted, { polling: 50 })
  }
  const before = page.viewportSize() ?? desktop
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  if (lang === 'en') await otherLanguage(page)
  await show('zh-TW')
  const wrong: string[] = []
  for (const size of [desktop, phone]) {
    await page.setViewportSize(size)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      for (const finding of await axeFindings(page, colorScheme === 'light' ? 'all' : 'colours'))
        wrong.push(`${name} zh-TW ${size.width} ${colorScheme} ${finding}`)
    }
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.setViewportSize(before)
  await show('zh-CN')
  if (lang === 'en') await otherLanguage(page)
  return wrong
}
