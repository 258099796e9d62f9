import type { Page } from 'playwright-core'

const channels = [
  {
    id: '0123456789ab',
    kind: 'telegram',
    name: '我的手机',
    last_four: 'wxyz',
    language: 'zh-CN',
    events: ['offline', 'unreachable', 'quota_95'],
    nodes: [],
    after_minutes: 5,
    reminder: 'daily',
    quiet: '23:00-07:30',
    utc_offset: 480,
    off_reason: null,
    saved_at: '2026-11-30T06:00:00.000Z',
  },
  {
    id: 'ba9876543210',
    kind: 'wecom',
    name: '值班群',
    last_four: '7f3a',
    language: 'zh-CN',
    events: ['offline'],
    nodes: [],
    after_minutes: 10,
    reminder: 'never',
    quiet: '',
    utc_offset: 480,
    off_reason: 'HTTP 200, 93000: invalid webhook url',
    saved_at: '2026-11-30T06:00:00.000Z',
  },
]

/** Answers what an owner of two channels would see, one of which is off. */
export async function withChannels(page: Page, nodeId: number): Promise<void> {
  const item = { word: 'down', node: nodeId, event: 'unreachable', since: '2026-11-30T06:02:00.000Z' }
  const deliveries = [
    { at: '2026-11-30T06:30:00.000Z', result: 'sent', reason: '', items: [{ ...item, word: 'up' }] },
    { at: '2026-11-30T06:07:00.000Z', result: 'sent', reason: '', items: [item, { ...item, node: 1 }] },
    { at: '2026-11-30T06:06:00.000Z', result: 'retry', reason: 'HTTP 503: busy', items: [item] },
  ]
  await page.route('**/api/channels?*', (route) => route.fulfill({ json: { channels, limit: 10 } }))
  await page.route('**/api/channels/*/deliveries?*', (route) => route.fulfill({ json: { deliveries } }))
}
