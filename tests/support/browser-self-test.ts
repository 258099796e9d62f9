import type { APIResponse, Page } from 'playwright-core'
import type { Found, SelfTestAnswer } from '../../src/contract/self-test.ts'
import { settled } from './browser-steps.ts'

/** A bad day: rows of each colour, among them long words and figures. */
const found: readonly Found[] = [
  { code: 'kv_environment', measured: '' },
  { code: 'kv_works', measured: 'put 12 ms, get 3 ms, delete 9 ms' },
  { code: 'own_write_late', measured: '' },
  { code: 'list_cursor_stuck', measured: '256/300 keys, 2 pages' },
  { code: 'own_host_fails', measured: 'HTTP 418' },
  {
    code: 'origin_differs',
    measured: 'https://nodes.example.com / https://a-long-name-of-another.host.example.org',
  },
  { code: 'pbkdf2_slow', measured: 'pbkdf2 171 ms' },
  {
    code: 'api_others',
    measured: 'Response.json: no, ReadableStream: no, Ed25519: no, caches: yes, WebSocket: no',
  },
  { code: 'mail_unset', measured: '' },
  { code: 'no_store_honoured', measured: '' },
]

/** Keeps such a run for the admin who is signed in, and opens the page on it. */
export async function openRedRun(page: Page): Promise<void> {
  await page.goto('/console/#/admin/self-test')
  await settled(page)
  const session = await page.evaluate(
    () => sessionStorage.getItem('et.session') ?? localStorage.getItem('et.session') ?? '{}',
  )
  const { token }: { token?: string } = JSON.parse(session)
  const post = (data: object): Promise<APIResponse> =>
    page.request.post(new URL('/api/system/self-test', page.url()).href, {
      headers: { authorization: `Bearer ${token}` },
      data,
    })
  const { run }: SelfTestAnswer = await (await post({ step: 'loop' })).json()
  const kept = await post({ step: 'end', run, found })
  if (!kept.ok()) throw new Error(`the run was not kept: HTTP ${kept.status()}`)
  await page.reload()
  await settled(page)
  await page
    .locator('.self-test-row')
    .nth(found.length - 1)
    .waitFor()
}
