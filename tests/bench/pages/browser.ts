import { type Browser, chromium, type Page } from 'playwright-core'

/** Debian's Chromium, quiet. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** Slow 4G as Lighthouse means it: 150 ms, 1.6 Mbps down, 0.75 Mbps up. */
export const slow4g = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1_000_000) / 8,
  uploadThroughput: (0.75 * 1_000_000) / 8,
}

export type Vitals = Readonly<{
  fcpMs: number
  lcpMs: number
  /** The first row of the list stands. */
  listMs: number
  cls: number
  /** What the first paint waits for, by Chromium's own account; the document included. */
  forPaint: number
  /** Everything begun before the first paint, needed for it or not. */
  beforePaint: number
  urls: readonly string[]
}>

declare global {
  var vitals: { lcp: number; cls: number; list: number }
}

/** Records paint and shift from the very start; runs in the page before its own scripts. */
export async function observe(page: Page): Promise<void> {
  await page.addInitScript(() => {
    globalThis.vitals = { lcp: 0, cls: 0, list: 0 }
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.vitals.lcp = entry.startTime
    }).observe({ type: 'largest-contentful-paint', buffered: true })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if ('value' in entry && typeof entry.value === 'number') globalThis.vitals.cls += entry.value
      }
    }).observe({ type: 'layout-shift', buffered: true })
    new MutationObserver((_, observer) => {
      if (!document.querySelector('.row:not(.row-head)')) return
      globalThis.vitals.list = performance.now()
      observer.disconnect()
    }).observe(document, { childList: true, subtree: true })
  })
}

/** Reads what `observe` recorded, once the list stands and the page has been quiet for a second. */
export async function readVitals(page: Page): Promise<Vitals> {
  await page.waitForSelector('.row:not(.row-head)', { timeout: 60_000 })
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(1000)
  return page.evaluate(() => {
    const fcp = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN
    const resources = performance.getEntriesByType('resource')
    const { lcp, cls, list } = globalThis.vitals
    return {
      fcpMs: fcp,
      lcpMs: lcp,
      listMs: list,
      cls,
      forPaint:
        1 +
        resources.filter(
          (entry) => 'renderBlockingStatus' in entry && entry.renderBlockingStatus === 'blocking',
        ).length,
      beforePaint: 1 + resources.filter((entry) => entry.startTime < fcp).length,
      urls: resources.map((entry) => entry.name),
    }
  })
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
