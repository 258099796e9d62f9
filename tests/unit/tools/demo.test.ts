import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { nodeStates } from '../../../src/contract/node.ts'
import type { PublicNode, StatsAnswer } from '../../../src/contract/public.ts'
import { kvOver } from '../../../src/tools/demo/memory-store.ts'
import { planNode } from '../../../src/tools/demo/plan.ts'
import { sampleAccounts } from '../../../src/tools/demo/sample-accounts.ts'
import { sampleNodes } from '../../../src/tools/demo/sample-nodes.ts'
import { sampleNotice } from '../../../src/tools/demo/seed-accounts.ts'
import { SeedWorld } from '../../../src/tools/demo/seed-context.ts'
import { seedDemo, type SeededData } from '../../../src/tools/demo/seed.ts'
import { authenticate } from '../../../src/services/auth/authenticate.ts'
import { login } from '../../../src/services/auth/login.ts'
import { allNodes } from '../../../src/services/nodes/all-nodes.ts'
import { publicNodes } from '../../../src/services/lists/public-nodes.ts'
import { stats } from '../../../src/services/lists/stats.ts'
import { checkInit } from '../../../src/services/system/check-init.ts'

const secret = 'a secret of more than 16 characters'
const nowMs = Date.UTC(2026, 10, 22, 6, 3)
/** Few reports, so that the whole history takes a second or two. */

let data: SeededData
function look() {
  return new SeedWorld(kvOver(data.kv), secret, Math.random)
}

beforeAll(async () => {
  data = await seedDemo({ secret, nowMs })
}, 240_000)

test('32 nodes, 18 of them in mainland China, show every state there is', async () => {
  const { email, password } = sampleAccounts.admin
  const { token } = await look().at(nowMs, undefined, (ctx) => login(ctx, { email, password }))
  const admin = await look().at(nowMs, undefined, (ctx) => authenticate(ctx, token))
  const { nodes } = await look().at(nowMs, admin, (ctx) => allNodes(ctx, {}))
  expect(nodes).toHaveLength(32)
  expect(nodes.filter(({ region_type }) => region_type === 'domestic')).toHaveLength(18)
  expect(new Set(nodes.map(({ state }) => state))).toEqual(new Set(nodeStates))
})

test('the public list carries the figures of the samples and 90 days of history', async () => {
  const answer = await look().at(nowMs, undefined, (ctx) => publicNodes(ctx, { show_offline: true }))
  const { nodes } = JSON.parse(await answer.body()) as { nodes: PublicNode[] }
  const of = (name: string): PublicNode => {
    const found = nodes.find(({ node_name }) => node_name === name)
    if (found === undefined) throw new Error(`no ${name}`)
    return found
  }
  const shanghai = of('上海-三网-01')
  expect(shanghai).toMatchObject({
    state: 'online',
    current_bandwidth: 52,
    connection_count: 12,
    // The median of two places: 32 from the site and 192 from Frankfurt.
    latency_ms: 112,
  })
  expect(shanghai.used_traffic).toBeCloseTo(552, 2)
  expect(shanghai.days).not.toContain('-')
  // Up but for what the sample tells: no day of it is half lost.
  const downs = [...shanghai.days.matchAll(/../g)].map(([code]) => Number.parseInt(code, 36))
  expect(Math.max(...downs)).toBeLessThan(72)
  expect(downs.filter((slots) => slots === 0).length).toBeGreaterThan(80)
  // One without outages has been online since its first report, far longer than its reports were played.
  const since = Date.parse(of('昆明-电信-01').status_since ?? '')
  expect(nowMs - since).toBeGreaterThan(30 * 86_400_000)
  expect(of('北京-BGP-01').days).toMatch(/^-{104}[0-9a-z]{76}$/)
  expect(of('法兰克福-01').days).toBe('-'.repeat(180))
  expect(of('墨尔本-01')).toMatchObject({
    state: 'online',
    last_report_at: null,
    verified: true,
    latency_ms: 168,
  })
  expect(of('首尔-01').days.match(/0[1-9a-z]|[1-9a-z]./g)?.length).toBeGreaterThan(10)
  expect(of('广州-电信-02').max_traffic).toBe(0)
  for (const name of ['青岛-BGP-01', '郑州-三网-01']) {
    expect(nodes.some(({ node_name }) => node_name === name)).toBe(false)
  }
})

test('the site has a history of 24 h and says on every page that the data is invented', async () => {
  const totals = await look().at(nowMs, undefined, stats)
  const { history, total_nodes } = JSON.parse(await totals.body()) as StatsAnswer
  expect(total_nodes).toBe(31)
  expect(history.bandwidth.filter((value) => value !== null).length).toBeGreaterThan(140)
  expect((await look().at(nowMs, undefined, checkInit)).notice).toBe(sampleNotice)
})

test('the same options give the same plan, another seed another one', () => {
  const options = { nowMs, seed: 1, fineMs: 3_600_000, fineEveryMs: 600_000, coarseEveryMs: 43_200_000 }
  const digest = (seed: number): string => {
    const hash = createHash('sha256')
    for (const node of sampleNodes) hash.update(JSON.stringify(planNode(node, { ...options, seed })))
    return hash.digest('hex')
  }
  expect(digest(1)).toBe(digest(1))
  expect(digest(1)).not.toBe(digest(2))
})
