import { describe, expect, it } from 'vitest'
import { attentionOf } from '../../../../src/ui/pages/console/nodes/attention.ts'
import { quotaOutlook } from '../../../../src/ui/pages/console/nodes/quota.ts'
import { isRejectedNow } from '../../../../src/ui/pages/console/reporter/waiting-step.tsx'
import { ownNode } from './own-node.ts'

const now = '2026-11-22T06:00:00.000Z'
const nowMs = Date.parse(now)
function ago(minutes: number): string {
  return new Date(nowMs - minutes * 60_000).toISOString()
}
function ahead(days: number): string {
  return new Date(nowMs + days * 86_400_000).toISOString()
}
/** A node with nothing wrong. */
const well = ownNode({ last_report_at: ago(2), valid_until: ahead(100), report_interval_s: 300 })
function kinds(...nodes: Parameters<typeof attentionOf>[0][number][]) {
  return attentionOf(nodes, nowMs).map((item) => [item.kind, item.node.id])
}

describe('attentionOf', () => {
  it('is empty when all is well', () => {
    expect(kinds(well)).toEqual([])
  })

  it('tells of silence after 3 intervals, not before, and counts what is missing', () => {
    expect(kinds({ ...well, last_report_at: ago(15) })).toEqual([])
    const [item] = attentionOf([{ ...well, last_report_at: ago(180), report_interval_s: 600 }], nowMs)
    expect(item).toMatchObject({ kind: 'silent', silentMs: 180 * 60_000, missed: 18 })
    expect(kinds({ ...well, last_report_at: ago(15), report_interval_s: null })).toEqual([])
    // A quarter of an hour is silence whatever the interval, as it is to the lists.
    expect(kinds({ ...well, last_report_at: ago(16), report_interval_s: null })).toEqual([['silent', 1]])
    expect(kinds({ ...well, last_report_at: ago(4), report_interval_s: 60 })).toEqual([['silent', 1]])
    expect(kinds({ ...well, last_report_at: ago(180), is_enabled: 0 })).toEqual([])
  })

  it('tells of a node that no check can join, unless it is silent as well', () => {
    const walled = { ...well, id: 7, state: 'unreachable' as const, unreachable_since: ago(40) }
    expect(attentionOf([well, walled], nowMs)).toMatchObject([
      { kind: 'unreachable', node: { id: 7 }, sinceMs: nowMs - 40 * 60_000 },
    ])
    expect(kinds({ ...walled, last_report_at: ago(60) })).toEqual([['silent', 7]])
    // The one that has served nobody for longer comes first.
    expect(kinds(walled, { ...well, last_report_at: ago(60) })).toEqual([
      ['silent', 1],
      ['unreachable', 7],
    ])
  })

  it('tells of a rejected report until a good one or a new token settles it', () => {
    const rejected = {
      ...well,
      last_rejected: { at: ago(5), code: 'report_token_invalid' },
      last_report_at: ago(6),
    }
    expect(kinds(rejected)).toEqual([['rejected', 1]])
    expect(kinds({ ...rejected, last_report_at: ago(4) })).toEqual([])
    expect(kinds({ ...rejected, token_created_at: ago(1) })).toEqual([])
  })

  it('tells of the quota from 80 %, of expiry within 14 days, of an unused token', () => {
    expect(kinds({ ...well, used_traffic: 799, max_traffic: 1000 })).toEqual([])
    expect(kinds({ ...well, used_traffic: 800, max_traffic: 1000 })).toEqual([['quota', 1]])
    expect(kinds({ ...well, used_traffic: 800, max_traffic: 0 })).toEqual([])
    expect(kinds({ ...well, valid_until: ahead(15) })).toEqual([])
    expect(kinds({ ...well, valid_until: ahead(13) })).toEqual([['expiry', 1]])
    expect(kinds({ ...well, last_report_at: null, first_report_at: null, token_last_used_at: null })).toEqual(
      [['unused', 1]],
    )
  })

  it('tells of a full node, and which limit it is', () => {
    const full = { ...well, state: 'full' as const, connection_count: 80, max_connections: 80 }
    expect(attentionOf([full], nowMs)).toMatchObject([{ kind: 'full', by: 'peers' }])
    expect(attentionOf([{ ...full, connection_count: 3 }], nowMs)).toMatchObject([
      { kind: 'full', by: 'bandwidth' },
    ])
    expect(kinds({ ...full, state: 'online' as const })).toEqual([])
  })

  it('tells of two machines on one token, and of a relay that relays nothing', () => {
    expect(kinds({ ...well, two_machines: true })).toEqual([['twins', 1]])
    expect(kinds({ ...well, sum_suspected: true })).toEqual([['sums', 1]])
    expect(kinds({ ...well, relay_contradicted: true })).toEqual([['relay', 1]])
  })

  it('puts the worst first', () => {
    const silent = (id: number, minutes: number) => ({ ...well, id, last_report_at: ago(minutes) })
    expect(
      kinds(
        { ...well, id: 1, last_report_at: null, first_report_at: null, token_last_used_at: null },
        { ...well, id: 2, valid_until: ahead(5) },
        { ...well, id: 3, used_traffic: 900 },
        { ...well, id: 4, valid_until: ahead(-1) },
        { ...well, id: 5, used_traffic: 1001 },
        { ...well, id: 6, last_rejected: { at: ago(1), code: 'report_token_invalid' } },
        silent(7, 60),
        silent(8, 600),
      ),
    ).toEqual([
      ['silent', 8],
      ['silent', 7],
      ['rejected', 6],
      ['quota', 5],
      ['expiry', 4],
      ['quota', 3],
      ['expiry', 2],
      ['unused', 1],
    ])
  })
})

describe('quotaOutlook', () => {
  const period = { created_at: '2026-01-01T00:00:00.000Z', reset_cycle: 30, reset_day: 0, max_traffic: 1000 }

  it('forecasts from the period’s mean rate', () => {
    const node = ownNode({ ...period, reset_date: ahead(10), used_traffic: 970 })
    const outlook = quotaOutlook(node, nowMs)
    expect(outlook.percent).toBeCloseTo(97)
    expect(outlook.daysLeft).toBeCloseTo((30 * 20) / 970, 5)
    expect(outlook.resetDays).toBe(10)
  })

  it('counts a calendar month as long as it is', () => {
    const march = { ...period, reset_day: 31, reset_cycle: 30, reset_date: '2026-03-31T00:00:00.000Z' }
    // February ended the period before on its last day: 31 days, of which 15 are over.
    const midMarch = Date.parse('2026-03-15T00:00:00.000Z')
    const used = quotaOutlook(ownNode({ ...march, used_traffic: 900 }), midMarch)
    expect(used.daysLeft).toBeCloseTo((100 * 15) / 900, 5)
    const february = { ...period, reset_day: 1, reset_date: '2026-03-01T00:00:00.000Z' }
    const midFebruary = Date.parse('2026-02-15T00:00:00.000Z')
    const shorter = quotaOutlook(ownNode({ ...february, used_traffic: 900 }), midFebruary)
    expect(shorter.daysLeft).toBeCloseTo((100 * 14) / 900, 5)
  })

  it('forecasts nothing when it lasts, is unlimited, or used up', () => {
    expect(
      quotaOutlook(ownNode({ ...period, reset_date: ahead(10), used_traffic: 500 }), nowMs).daysLeft,
    ).toBeUndefined()
    expect(quotaOutlook(ownNode({ ...period, max_traffic: 0, reset_date: ahead(10) }), nowMs)).toEqual({
      percent: undefined,
      daysLeft: undefined,
      resetDays: 10,
    })
    expect(
      quotaOutlook(ownNode({ ...period, reset_date: '', used_traffic: 1200 }), nowMs).daysLeft,
    ).toBeUndefined()
    expect(quotaOutlook(ownNode({ ...period, reset_date: '' }), nowMs).resetDays).toBeUndefined()
  })
})

it('a rejection counts only while nothing newer went well', () => {
  const rejected = { at: ago(5), code: 'report_token_invalid' }
  expect(isRejectedNow(ownNode({ last_rejected: null }))).toBe(false)
  expect(isRejectedNow(ownNode({ last_rejected: rejected, last_report_at: null }))).toBe(true)
  expect(isRejectedNow(ownNode({ last_rejected: rejected, last_report_at: ago(6) }))).toBe(true)
  expect(isRejectedNow(ownNode({ last_rejected: rejected, last_report_at: ago(4) }))).toBe(false)
})
