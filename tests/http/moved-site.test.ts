import { beforeAll, describe, expect, it } from 'vitest'
import type { OwnNode } from '../../src/contract/node.ts'
import { convert } from '../../src/tools/easytier-worker/convert.ts'
import { readOldDatabase } from '../../src/tools/easytier-worker/old-database.ts'
import { call, initialize, login } from '../support/http-client.ts'
import { startInProcess } from '../support/http-in-process.ts'
import { jwtSecret, type Target } from '../support/http-target.ts'
import {
  inserts,
  oldHash,
  oldNode,
  oldPassword,
  oldSchema,
  sqlTime,
  tokenOf,
} from '../support/old-site-dump.ts'

const dayMs = 86_400_000
const stepMs = 600_000
const owner = 'owner@example.com'
const [adds, totals] = [1, 2]

/** The old reporters go on for a week: one says what was added, one a running total that it puts back by itself. */
describe('traffic after the first week at the new site', () => {
  let target: Target
  /** A UTC midnight four days on: both nodes begin anew then. */
  let resetMs: number
  let atMs: number

  beforeAll(async () => {
    const nowMs = Date.now()
    resetMs = (Math.floor(nowMs / dayMs) + 4) * dayMs
    const node = (id: number) =>
      oldNode(id, nowMs, {
        used_traffic: 50.25,
        reset_cycle: 30,
        reset_date: new Date(resetMs + 5 * 3_600_000).toISOString(),
        created_at: sqlTime(nowMs - 26 * dayMs),
        last_report_at: new Date(nowMs - 60_000).toISOString(),
      })
    const users = [
      {
        id: 1,
        email: 'Owner@Example.com',
        password_hash: oldHash(oldPassword),
        is_verified: 1,
        created_at: sqlTime(nowMs - 90 * dayMs),
      },
    ]
    const sql = oldSchema + inserts('users', users) + inserts('nodes', [node(adds), node(totals)])
    const { pages } = await convert(await readOldDatabase(new TextEncoder().encode(sql)), {
      secret: jwtSecret,
      policy: { scheme: 'scrypt', ln: 1 },
      nowMs,
      takesUnverified: false,
      sendsTotals: (id) => id === String(totals),
    })
    target = await startInProcess()
    const admin = await initialize(target)
    for (const body of pages) {
      const headers = { 'content-type': 'application/x-ndjson' }
      const answer = await call(target, 'importData', 'POST', '/api/system/import', {
        token: admin,
        body,
        headers,
      })
      expect([answer.status, answer.body['rejected']]).toEqual([200, 0])
    }
    // Five minutes past an hour's ten: no report comes near a midnight.
    atMs = Math.ceil(nowMs / stepMs) * stepMs + stepMs / 2
    target.advance(atMs - nowMs)
    return () => target.stop()
  })

  const used = async (id: number): Promise<number> => {
    // A session of the first day has ended by the last.
    const token = await login(target, owner, oldPassword)
    const answer = await call(target, 'myNodes', 'GET', '/api/nodes/my', { token })
    const nodes = answer.body['nodes'] as unknown as OwnNode[]
    return nodes.find(({ node_name }) => node_name === `node ${id}`)?.used_traffic ?? Number.NaN
  }
  const say = async (id: number, gb: number): Promise<number> => {
    const answer = await call(target, 'report', 'POST', '/api/report', {
      // Word for word what the old reporter sends.
      body: {
        node_name: `node ${id}`,
        email: owner,
        token: tokenOf(id),
        current_bandwidth: 1.5,
        reported_traffic: gb,
        connection_count: 5,
        status: 'online',
      },
    })
    expect(answer.status).toBe(200)
    return Number(answer.body['used_traffic'])
  }

  it('is what was carried since the reset, to the byte, for both kinds', async () => {
    expect([await used(adds), await used(totals)]).toEqual([50.25, 50.25])
    let carried = 50.25
    let total = 50.25
    // Its machine has the clock of UTC+8 in mind and is late by three hours: it puts its total back 11 hours after us.
    const putBackMs = resetMs + 11 * 3_600_000
    let hasPutBack = false
    for (let step = 0; step < 7 * 144; step += 1) {
      const gb = (step % 4) * 0.25
      if (atMs >= resetMs && atMs - stepMs < resetMs) carried = 0
      carried += gb
      if (!hasPutBack && atMs >= putBackMs) [total, hasPutBack] = [0, true]
      total += gb
      const told = [await say(adds, gb), await say(totals, total)]
      expect(told).toEqual([carried, carried])
      target.advance(stepMs)
      atMs += stepMs
    }
    expect(hasPutBack).toBe(true)
    expect([await used(adds), await used(totals)]).toEqual([carried, carried])
    // More than a week's worth of doubt: had the total been added, thousands of GB would stand there.
    expect(carried).toBeLessThan(500)
  }, 240_000)
})
