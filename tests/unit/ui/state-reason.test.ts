import { describe, expect, it } from 'vitest'
import { nodeStates } from '../../../src/contract/node.ts'
import { reasons as en } from '../../../src/ui/i18n/en/reasons.ts'
import { reasons as zh } from '../../../src/ui/i18n/zh-CN/reasons.ts'
import { reasonOf } from '../../../src/ui/lib/state-reason.ts'
import { sampleNode } from './sample-node.ts'

describe('why a node is in its state', () => {
  it('tells full by peers from full by bandwidth', () => {
    const full = sampleNode({ state: 'full', max_connections: 80, tier_bandwidth: 30, max_bandwidth: 100 })
    expect(reasonOf({ ...full, connection_count: 80, current_bandwidth: 29 })).toMatchObject({
      key: 'fullPeers',
      used: 80,
      limit: 80,
    })
    expect(reasonOf({ ...full, connection_count: 12, current_bandwidth: 29 })).toMatchObject({
      key: 'fullBandwidth',
      used: 29,
      limit: 30,
    })
    // The whole line counts where the owner named no share of it.
    expect(
      reasonOf({ ...full, tier_bandwidth: 0, connection_count: 1, current_bandwidth: 97 }),
    ).toMatchObject({
      key: 'fullBandwidth',
      limit: 100,
    })
  })

  it('knows whether a used-up quota comes back', () => {
    const used = sampleNode({ state: 'quota_used', used_traffic: 100, max_traffic: 100 })
    expect(reasonOf({ ...used, reset_date: '2026-12-06T00:00:00Z' })).toMatchObject({
      key: 'quotaUsed',
      resetMs: Date.parse('2026-12-06T00:00:00Z'),
    })
    expect(reasonOf({ ...used, reset_date: '' })?.key).toBe('quotaUsedForGood')
  })

  it.each(nodeStates)(
    'has a cause and a consequence in both languages for %s, unless it is simply online',
    (state) => {
      const reason = reasonOf(sampleNode({ state }))
      if (state === 'online') {
        expect(reason).toBeUndefined()
        return
      }
      for (const table of [zh, en]) {
        for (const part of ['Why', 'So'] as const) {
          expect(table[`${reason?.key ?? 'offline'}${part}`]).toMatch(/[。.]$/)
        }
      }
    },
  )
})
