import type { Browser, Page, Route } from 'playwright-core'
import { sampleAccounts } from '../../../src/tools/demo/sample-accounts.ts'
import { logIn } from '../../support/browser-steps.ts'
import { longestWhile } from './long-tasks.ts'

type Listed = Record<string, unknown>
type Make = (one: Listed, index: number) => Listed

const accounts = 300
const owners = 60

const makeNode: Make = (node, index) => ({
  ...node,
  id: index + 1,
  node_name: `${String(node['node_name'])} ${index}`,
  owner_email: `user${index % owners}@example.com`,
})

const makeUser: Make = (user, index) => ({
  ...user,
  email: `user${index}@example.com`,
  role: 'user',
  is_admin: false,
  node_count: index < owners ? 17 : 0,
})

/** Answers an administrator's list with so many entries in its pages, made by repeating those of the server. */
async function fill(page: Page, path: string, name: string, amount: number, make: Make): Promise<void> {
  await page.route(`**${path}?*`, async (route: Route) => {
    const url = new URL(route.request().url())
    const at = Number(url.searchParams.get('page') ?? 1)
    const size = Number(url.searchParams.get('per_page') ?? 20)
    url.searchParams.set('page', '1')
    const response = await route.fetch({ url: url.href })
    const answer = (await response.json()) as { total: number } & Record<string, Listed[]>
    const real = answer[name] ?? []
    const length = Math.max(0, Math.min(size, amount - (at - 1) * size))
    const listed = Array.from({ length }, (_, i) => {
      const index = (at - 1) * size + i
      const one = real[index % real.length]
      if (!one) throw new Error('the server lists nothing')
      return make(one, index)
    })
    await route.fulfill({ response, json: { ...answer, [name]: listed, total: amount, page: at } })
  })
}

type Table = Readonly<{ hash: string; row: string; sort: string; words: readonly [string, string] }>

const tables = {
  nodes: {
    hash: '#/admin/nodes',
    row: '.nodes-row',
    sort: '.cell-traffic .sort-head',
    words: ['01 ', 'user7@'],
  },
  users: { hash: '#/admin/users', row: '.users-row', sort: '.sort-head', words: ['user1', 'user27'] },
} as const satisfies Record<string, Table>

export type TableName = keyof typeof tables

/**
 * The longest task while an administrator opens the table of 1,000 nodes or 300 users, sorts, filters, searches,
 * chooses all, turns the page and scrolls: ms of each step. `slow` divides the CPU's speed.
 */
export async function tableTasks(
  browser: Browser,
  page: Page,
  origin: string,
  slow: number,
  name: TableName,
): Promise<ReadonlyMap<string, number>> {
  const { hash, row, sort, words } = tables[name]
  await fill(page, '/api/nodes/all', 'nodes', 1000, makeNode)
  await fill(page, '/api/system/users', 'users', accounts, makeUser)
  await page.goto(`${origin}/console/#/login`)
  await logIn(page, sampleAccounts.admin)
  await page.goto(`${origin}/console/#/account`)
  await page.locator('h1').first().waitFor()
  await page.waitForLoadState('networkidle')
  const session = await page.context().newCDPSession(page)
  if (slow > 1) await session.send('Emulation.setCPUThrottlingRate', { rate: slow })
  const rows = page.locator(`[role=rowgroup] + [role=rowgroup] > ${row}`)
  const steps: Readonly<Record<string, () => Promise<void>>> = {
    open: async () => {
      await page.evaluate((to) => (location.hash = to), hash)
      await rows.nth(49).waitFor()
      await page.waitForLoadState('networkidle')
    },
    sort: async () => {
      await page.locator(sort).first().click()
      await page.waitForURL(/sort=/)
    },
    turn: async () => {
      await page.locator(sort).first().click()
    },
    filter: async () => {
      await page.locator('.group-chips .chip').nth(1).click()
      await page.waitForURL(/state=/)
      await page.waitForTimeout(500)
      await page.locator('.group-chips .chip').first().click()
    },
    search: async () => {
      const field = page.locator('.list-tools input')
      for (const word of words) {
        await field.pressSequentially(word, { delay: 30 })
        await page.waitForTimeout(600)
        await field.fill('')
        await page.waitForTimeout(600)
      }
    },
    choose: async () => {
      const all = page.locator('[role=columnheader] input[type=checkbox]')
      await all.check()
      await page.locator('.bulk-bar .link').first().click()
      await page.waitForTimeout(300)
      await rows.first().locator('input[type=checkbox]').first().click()
      await all.click()
    },
    page: async () => {
      await page.locator('.pager a').last().click()
      await page.waitForURL(/page=2/)
    },
    scroll: async () => {
      for (let i = 0; i < 20; i++) await page.mouse.wheel(0, 400)
    },
  }
  const found = new Map<string, number>()
  for (const [step, act] of Object.entries(steps))
    found.set(
      step,
      await longestWhile(browser, page, async () => {
        await act()
        await page.waitForTimeout(700)
      }),
    )
  return found
}
