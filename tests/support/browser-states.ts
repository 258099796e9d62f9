import type { Page } from 'playwright-core'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { withChannels } from './browser-alerts.ts'
import { openRedRun } from './browser-self-test.ts'
import { settled } from './browser-steps.ts'

/** What a state may use to come about. */
export type Scenery = {
  readonly origin: string
  readonly id: (name: string) => number
  readonly narrow: boolean
}

/** A state of a page that an act or a failure leads to. */
export type DemoState = {
  readonly name: string
  readonly as?: 'owner' | 'admin'
  /** The server it is seen on: the demo, a system without nodes, one that nobody has set up. */
  readonly on?: 'empty' | 'bare'
  /** The part that is seen when the page is open. */
  readonly screen?: true
  readonly reach: (page: Page, scenery: Scenery) => Promise<void>
}

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await settled(page)
}

function type(page: Page, field: string, text: string): Promise<void> {
  return page.locator(`#f-${field}`).fill(text)
}

function submit(page: Page): Promise<void> {
  return page.locator('main button[type=submit]').first().click()
}

/** Sees the page, then cuts it off for a time. */
async function cutOff(page: Page, url: string, ms: number): Promise<void> {
  await page.clock.install()
  await open(page, url)
  await page.waitForLoadState('networkidle')
  await page.route('**/api/**', (route) => route.abort())
  await page.clock.runFor(ms)
}

/** Fills the form as far as it must be, and one address too much. */
async function fillForm(page: Page, name: string): Promise<void> {
  await type(page, 'node_name', name)
  await type(page, 'region_detail', '深圳')
  await page.locator('input[type=radio][value=domestic]').first().check()
  await type(page, 'connections-0-ip', '203.0.113.57')
  await type(page, 'max_bandwidth', '100')
}

async function createNode(page: Page, name: string): Promise<string> {
  await open(page, '/console/#/nodes/new')
  await fillForm(page, name)
  await submit(page)
  await page.waitForURL(/reporter$/)
  await page.locator('.codebox').first().waitFor()
  return (await page.locator('.codebox code').last().textContent()) ?? ''
}

function report(origin: string, token: string): Promise<Response> {
  return fetch(`${origin}/api/report`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      token,
      status: 'online',
      current_bandwidth: 0.3,
      connection_count: 2,
      easytier_version: '2.6.4',
    }),
  })
}

async function openMenu(page: Page, name: string): Promise<void> {
  await open(page, '/console/#/nodes')
  await page.locator('.nodes-row', { hasText: name }).locator('.menu-box > button').click()
  await page.locator('[role=menu]').waitFor()
}

/** Every state that an address alone does not lead to. */
export const demoStates: readonly DemoState[] = [
  {
    name: 'status-filters',
    reach: async (page, { narrow }) => {
      await open(page, '/?q=cn2&region=overseas&status=online&relay=1&sort=latency')
      if (narrow) await page.locator('.filter-open').click()
    },
  },
  {
    name: 'status-who',
    reach: async (page) => {
      await open(page, '/?region=domestic')
      await page.locator('.who-line .link').click()
      await page.locator('.who li').first().waitFor()
    },
  },
  {
    name: 'status-options',
    reach: async (page) => {
      await open(page, '/?key=room42')
      await page.locator('.options summary').click()
      await page.locator('.option').first().waitFor()
    },
  },
  {
    name: 'status-qr',
    screen: true,
    reach: async (page) => {
      await open(page, '/?key=room42')
      await page.locator('.connect-acts .btn').last().click()
      await page.locator('.qr-ink').waitFor()
    },
  },
  {
    name: 'status-sheet',
    screen: true,
    reach: async (page) => {
      await open(page, '/')
      // As text: what runs TypeScript without a build names functions by a helper that the page has not.
      await page.evaluate(`
        Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined })
        Object.defineProperty(Document.prototype, 'execCommand', { value: () => false })`)
      await page.locator('.cell-copy button:not([aria-pressed])').first().click()
      await page.locator('dialog textarea').waitFor()
    },
  },
  {
    name: 'status-menu',
    screen: true,
    reach: async (page, { narrow }) => {
      await open(page, '/')
      if (narrow) await page.locator('.head-end .menu').click()
      else await page.locator('main a').first().focus()
    },
  },
  { name: 'status-stale', screen: true, reach: (page) => cutOff(page, '/', 100_000) },
  { name: 'status-old', screen: true, reach: (page) => cutOff(page, '/', 700_000) },
  {
    name: 'status-unreachable',
    reach: async (page) => {
      await page.route('**/api/**', (route) => route.abort())
      await page.goto('/')
      await page.locator('.stale, .empty').first().waitFor()
    },
  },
  {
    name: 'admin-place-key',
    as: 'admin',
    reach: async (page) => {
      await open(page, '/console/#/admin/places')
      await type(page, 'place-name', '广州 电信')
      await submit(page)
      await page.locator('.codebox').first().waitFor()
    },
  },
  { name: 'status-empty', on: 'empty', reach: (page) => open(page, '/') },
  { name: 'status-uninitialised', on: 'bare', reach: (page) => open(page, '/') },
  {
    name: 'status-loading',
    reach: async (page) => {
      await page.route('**/api/**', () => undefined)
      await page.goto('/')
      await page.locator('h1').waitFor()
    },
  },
  {
    name: 'node-stale',
    screen: true,
    reach: (page, { id }) => cutOff(page, `/n/?id=${id('上海-三网-01')}`, 700_000),
  },
  {
    name: 'node-table',
    reach: async (page, { id }) => {
      await open(page, `/n/?id=${id('首尔-01')}`)
      await page.locator('[aria-expanded=false][class~=link]').first().click()
      await page.locator('table').waitFor()
    },
  },
  {
    name: 'login-wrong',
    reach: async (page) => {
      await open(page, '/console/#/login')
      await type(page, 'email', sampleAccounts.north.email)
      await type(page, 'password', 'not-this-one')
      await submit(page)
      await page.locator('.form-error, [role=alert]').first().waitFor()
    },
  },
  {
    name: 'login-missing',
    reach: async (page) => {
      await open(page, '/console/#/login')
      await submit(page)
      await page.locator('[aria-invalid=true]').first().waitFor()
    },
  },
  {
    name: 'registered',
    reach: async (page) => {
      await open(page, '/console/#/register')
      await type(page, 'email', `new-${Date.now()}@example.com`)
      await type(page, 'password', 'a-new-password')
      await submit(page)
      await page.locator('#f-password').waitFor({ state: 'detached' })
    },
  },
  {
    name: 'registered-mail',
    reach: async (page) => {
      await page.route('**/api/system/check-init', async (route) => {
        const answer = await route.fetch()
        const site = (await answer.json()) as object
        await route.fulfill({ response: answer, json: { ...site, mail_configured: true } })
      })
      await open(page, '/console/#/register')
      await type(page, 'email', `mail-${Date.now()}@example.com`)
      await type(page, 'password', 'a-new-password')
      await submit(page)
      await page.locator('#f-password').waitFor({ state: 'detached' })
    },
  },
  { name: 'reset-new', reach: (page) => open(page, '/console/#/reset?token=none') },
  { name: 'init-open', on: 'bare', reach: (page) => open(page, '/console/#/init') },
  { name: 'nodes-empty', on: 'empty', as: 'owner', reach: (page) => open(page, '/console/#/nodes') },
  {
    name: 'nodes-stale',
    as: 'owner',
    reach: (page) => cutOff(page, '/console/#/nodes', 100_000),
  },
  {
    name: 'nodes-error',
    as: 'owner',
    reach: async (page) => {
      await page.route('**/api/nodes/**', (route) => route.abort())
      await page.goto('/console/#/nodes')
      await page.locator('.blank').waitFor()
    },
  },
  { name: 'nodes-menu', as: 'owner', reach: (page) => openMenu(page, '上海-三网-01') },
  {
    name: 'nodes-delete',
    as: 'owner',
    screen: true,
    reach: async (page) => {
      await openMenu(page, '杭州-电信-05')
      await page.locator('[role=menuitem]').last().click()
      await page.locator('dialog[open]').waitFor()
    },
  },
  {
    name: 'nodes-toast',
    as: 'owner',
    screen: true,
    reach: async (page) => {
      await openMenu(page, '上海-三网-01')
      await page.route('**/api/nodes/*/check', (route) => route.abort())
      await page.locator('button[role=menuitem]').first().click()
      await page.locator('.toast').first().waitFor()
    },
  },
  {
    name: 'session-ended',
    as: 'admin',
    screen: true,
    reach: async (page) => {
      await open(page, '/console/#/nodes/new')
      await fillForm(page, '深圳-电信-09')
      await page.route('**/api/nodes/', (route) =>
        route.fulfill({
          status: 401,
          json: { success: false, code: 'token_invalid', message: 'Token 无效' },
        }),
      )
      await submit(page)
      await page.locator('dialog[open]').waitFor()
    },
  },
  {
    name: 'form-errors',
    as: 'owner',
    reach: async (page) => {
      await open(page, '/console/#/nodes/new')
      await type(page, 'node_name', '深圳-电信-01')
      await page.locator('.fold > summary').click()
      await type(page, 'connections-0-ip', '192.168.1.1')
      await page.locator('.address-add button').click()
      await type(page, 'connections-1-ip', 'sz01.example.net')
      await type(page, 'connections-1-port', '70000')
      await submit(page)
      await page.locator('[aria-invalid=true]').first().waitFor()
    },
  },
  {
    name: 'form-failed',
    as: 'owner',
    reach: async (page) => {
      await open(page, '/console/#/nodes/new')
      await fillForm(page, '深圳-电信-08')
      await page.route('**/api/nodes/', (route) => route.abort())
      await submit(page)
      await page.locator('.form-end [role=alert], .form-end .form-error').first().waitFor()
    },
  },
  {
    name: 'form-conflict',
    as: 'owner',
    reach: async (page, { id, origin }) => {
      const at = id('上海-三网-01')
      await open(page, `/console/#/nodes/${at}`)
      await type(page, 'region_detail', '徐汇')
      const answer = await fetch(`${origin}/api/auth/login`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(sampleAccounts.owner),
      })
      const { token } = (await answer.json()) as { token: string }
      const put = (place: string): Promise<Response> =>
        fetch(`${origin}/api/nodes/${at}`, {
          method: 'PUT',
          headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
          body: JSON.stringify({ region_detail: place }),
        })
      await put('静安')
      await page.locator('.form-end button[type=submit]').click()
      await page.locator('.conflict').waitFor()
      await put('上海')
    },
  },
  {
    name: 'reporter-created',
    as: 'owner',
    reach: async (page) => {
      await createNode(page, `深圳-电信-${Date.now() % 100_000}`)
    },
  },
  {
    name: 'reporter-wrong',
    as: 'owner',
    reach: async (page, { origin }) => {
      const token = await createNode(page, `深圳-联通-${Date.now() % 100_000}`)
      await report(origin, token.slice(0, -1))
      await page.locator('.box-warn').waitFor()
    },
  },
  {
    name: 'reporter-received',
    as: 'owner',
    reach: async (page, { origin }) => {
      const token = await createNode(page, `深圳-移动-${Date.now() % 100_000}`)
      await report(origin, token)
      await page.locator('.box-good').waitFor()
    },
  },
  {
    name: 'reporter-leave',
    as: 'owner',
    screen: true,
    reach: async (page) => {
      await createNode(page, `深圳-广电-${Date.now() % 100_000}`)
      await page.locator('main a[href="#/nodes"]').first().click()
      await page.locator('dialog[open]').waitFor()
    },
  },
  {
    name: 'alerts-channels',
    as: 'owner',
    reach: async (page, { id }) => {
      await withChannels(page, id('杭州-电信-05'))
      await open(page, '/console/#/alerts')
      await page.locator('.channel button[aria-expanded]').first().click()
      await page.locator('.channel .sessions li').first().waitFor()
    },
  },
  {
    name: 'alerts-new',
    as: 'owner',
    reach: async (page) => {
      await open(page, '/console/#/alerts')
      await page.locator('.blank .btn-main').click()
      await page.locator('#f-kind').selectOption('webhook')
      await page.locator('.field input[type=checkbox]').last().uncheck()
      await type(page, 'credential-url', 'http://10.0.0.1/')
      await type(page, 'name', 'hook')
      await submit(page)
      await page.locator('#f-credential-url[aria-invalid]').waitFor()
    },
  },
  {
    name: 'account-delete',
    as: 'owner',
    screen: true,
    reach: async (page) => {
      await open(page, '/console/#/account')
      await page.locator('main button.bad-text, main button.btn-bad').last().click()
      await page.locator('dialog[open]').waitFor()
    },
  },
  {
    name: 'self-test-red',
    as: 'admin',
    reach: openRedRun,
  },
  {
    name: 'self-test',
    as: 'admin',
    reach: async (page) => {
      await page.clock.install()
      await open(page, '/console/#/admin/self-test')
      await page.locator('main .btn-main').click()
      await page.locator('main .btn-main[aria-disabled]').waitFor()
      // On a slow machine the first look comes between two steps, and nothing is waited for.
      const done = page.locator('main .btn-main:not([aria-disabled])')
      await page.locator('main [role=status]').getByText('60').or(done).waitFor()
      await page.clock.runFor(6_000)
      await done.waitFor()
    },
  },
  {
    name: 'setup-test',
    on: 'bare',
    reach: (page) => open(page, '/console/#/setup-test'),
  },
  {
    name: 'admin-nodes-filtered',
    as: 'admin',
    reach: (page) => open(page, '/console/#/admin/nodes?q=nowhere'),
  },
]
