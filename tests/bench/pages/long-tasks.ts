import type { Page, Route } from 'playwright-core'

type Listed = { nodes: { id: number; node_name: string }[]; total: number }

/** Answers the list with so many nodes, made by repeating those of the server. */
export async function fillList(page: Page, amount: number): Promise<void> {
  await page.route('**/api/public?*', async (route: Route) => {
    const response = await route.fetch({ headers: { ...route.request().headers(), 'if-none-match': '' } })
    const answer = (await response.json()) as Listed
    const { nodes } = answer
    answer.nodes = Array.from({ length: amount }, (_, i) => {
      const node = nodes[i % nodes.length]
      if (!node) throw new Error('the server lists no node')
      return { ...node, id: i + 1, node_name: `${node.node_name} ${i}` }
    })
    answer.total = amount
    await route.fulfill({ response, json: answer })
  })
}

/** The longest tasks while a reader filters, shows all rows and scrolls, ms; `slow` divides the CPU's speed. */
export async function longestTask(page: Page, url: string, slow: number): Promise<number> {
  await fillList(page, 300)
  const session = await page.context().newCDPSession(page)
  await page.goto(url)
  await page.waitForSelector('.row:not(.row-head)')
  await page.waitForLoadState('networkidle')
  if (slow > 1) await session.send('Emulation.setCPUThrottlingRate', { rate: slow })
  await page.evaluate(() => {
    globalThis.vitals = { lcp: 0, cls: 0, list: 0 }
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        globalThis.vitals.list = Math.max(globalThis.vitals.list, entry.duration)
    }).observe({ type: 'longtask' })
  })
  const search = page.locator('.search input')
  await search.pressSequentially('01 ', { delay: 30 })
  await search.fill('')
  while (await page.locator('.more button').count()) await page.locator('.more button').click()
  for (let i = 0; i < 20; i++) await page.mouse.wheel(0, 1200)
  await search.pressSequentially('bgp', { delay: 30 })
  await page.waitForTimeout(500)
  return page.evaluate(() => globalThis.vitals.list)
}
