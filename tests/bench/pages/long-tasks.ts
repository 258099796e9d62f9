import type { Browser, Page, Route } from 'playwright-core'

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

type TraceEvent = {
  name: string
  ph: string
  pid: number
  tid: number
  dur?: number
  tdur?: number
  args?: { name?: string }
}

/** The longest task of a renderer's main thread in a trace, ms of the thread's own time: others share this machine. */
function longestOf(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { traceEvents: TraceEvent[] }
  const main = new Set(
    traceEvents
      .filter((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain')
      .map((event) => `${event.pid}:${event.tid}`),
  )
  let longest = 0
  let tasks = 0
  for (const event of traceEvents) {
    if (event.ph !== 'X' || !event.name.endsWith('RunTask') || !main.has(`${event.pid}:${event.tid}`))
      continue
    tasks += 1
    longest = Math.max(longest, event.tdur ?? event.dur ?? 0)
  }
  if (tasks === 0) throw new Error('the trace has no task of the page')
  return longest / 1000
}

/** The longest task of a page while something is done to it, ms. */
export async function longestWhile(browser: Browser, page: Page, act: () => Promise<void>): Promise<number> {
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] })
  await act()
  return longestOf(await browser.stopTracing())
}

/** The longest task while a reader of a list of so many nodes filters, shows all rows and scrolls, ms; `slow` divides the CPU's speed. */
export async function longestTask(
  browser: Browser,
  page: Page,
  url: string,
  slow: number,
  listed: number,
): Promise<number> {
  await fillList(page, listed)
  const session = await page.context().newCDPSession(page)
  await page.goto(url)
  await page.waitForSelector('.row:not(.row-head)')
  await page.waitForLoadState('networkidle')
  if (slow > 1) await session.send('Emulation.setCPUThrottlingRate', { rate: slow })
  return longestWhile(browser, page, async () => {
    const search = page.locator('.search input')
    await search.pressSequentially('01 ', { delay: 30 })
    await search.fill('')
    while (await page.locator('.more button').count()) await page.locator('.more button').click()
    for (let i = 0; i < 20; i++) await page.mouse.wheel(0, 1200)
    await search.pressSequentially('bgp', { delay: 30 })
    await page.waitForTimeout(500)
  })
}
