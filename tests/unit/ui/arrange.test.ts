import { describe, expect, it } from 'vitest'
import { noFilters } from '../../../src/ui/lib/url-state.ts'
import { arrange, commonTags, isPlain, plainFinder } from '../../../src/ui/pages/status/arrange.ts'
import { matches, wholeFinder } from '../../../src/ui/pages/status/find.ts'
import { sampleNode } from './sample-node.ts'

const endMs = Date.parse('2026-11-22T06:00:00Z')

describe('matches', () => {
  const node = sampleNode({
    node_name: '上海-ＢＧＰ-01',
    region_detail: '上海',
    tags: '三网BGP,IPv6',
    protocols: ['TCP', 'WSS'],
  })
  const found = (q: string): boolean => matches(node, { ...noFilters, q })

  it('searches name, place and tags, width- and case-blind, all words', () => {
    expect(found('bgp')).toBe(true)
    expect(found('ｉｐｖ６')).toBe(true)
    expect(found('上海 ipv6')).toBe(true)
    expect(found('上海 ipv4')).toBe(false)
    expect(found('  ')).toBe(true)
  })

  it('narrows by each filter', () => {
    expect(matches(node, { ...noFilters, proto: 'WSS' })).toBe(true)
    expect(matches(node, { ...noFilters, proto: 'QUIC' })).toBe(false)
    expect(matches(node, { ...noFilters, tag: 'ipv6' })).toBe(true)
    expect(matches(node, { ...noFilters, tag: 'ipv' })).toBe(false)
    expect(matches(node, { ...noFilters, region: 'overseas' })).toBe(false)
    expect(matches({ ...node, allow_relay: 0 }, { ...noFilters, relay: true })).toBe(false)
    expect(matches({ ...node, state: 'full' }, { ...noFilters, status: 'limited' })).toBe(true)
    expect(matches({ ...node, state: 'full' }, { ...noFilters, status: 'room' })).toBe(false)
    expect(
      matches({ ...node, state: 'offline', status: 'offline' }, { ...noFilters, status: 'online' }),
    ).toBe(false)
  })
})

describe('arrange', () => {
  const a = sampleNode({ id: 1, node_name: 'a', region_type: 'overseas', connection_count: 90 })
  const b = sampleNode({ id: 2, node_name: 'b10', connection_count: 80, latency_ms: 10 })
  const c = sampleNode({ id: 3, node_name: 'b9', connection_count: 60, latency_ms: -1 })
  const off = sampleNode({ id: 4, node_name: 'a-off', state: 'offline', status: 'offline', latency_ms: 1 })
  const full = sampleNode({ id: 5, node_name: 'z-full', state: 'full', connection_count: 100 })
  const nodes = [a, b, c, off, full]

  it('puts regions apart, then room, then load', () => {
    expect(arrange(nodes, noFilters, endMs, wholeFinder)).toEqual([3, 2, 5, 4, 1])
  })

  it('sorts by name with numbers in order, by latency with the unmeasured last', () => {
    expect(arrange(nodes, { ...noFilters, sort: 'name' }, endMs, wholeFinder)).toEqual([4, 3, 2, 5, 1])
    expect(arrange(nodes, { ...noFilters, sort: 'latency' }, endMs, wholeFinder).slice(0, 2)).toEqual([2, 5])
    const worse = { ...c, days: `09${'00'.repeat(89)}` }
    expect(arrange([worse, b], { ...noFilters, sort: 'uptime' }, endMs, wholeFinder)).toEqual([2, 3])
  })

  it('keeps rows where they were, adds new ones last in their region, lets gone ones leave', () => {
    const busy = { ...c, connection_count: 99, status: 'offline' as const, state: 'offline' as const }
    const fresh = sampleNode({ id: 9, node_name: '0', connection_count: 0 })
    const before = [3, 2, 5, 4, 1]
    expect(arrange([a, busy, b, full, fresh], noFilters, endMs, wholeFinder, before)).toEqual([3, 2, 5, 9, 1])
    expect(arrange([busy, b], { ...noFilters, status: 'online' }, endMs, wholeFinder, [3, 2])).toEqual([3, 2])
  })
})

describe('the plain finder', () => {
  it('finds and orders as the whole one does wherever it is enough', () => {
    const nodes = Array.from({ length: 40 }, (_, id) =>
      sampleNode({
        id: id + 1,
        node_name: `n${(id * 7) % 40}`,
        region_type: id % 3 === 0 ? 'overseas' : 'domestic',
        connection_count: (id * 13) % 100,
        state: id % 5 === 0 ? 'full' : 'online',
      }),
    )
    for (const region of ['all', 'domestic', 'overseas'] as const) {
      const filters = { ...noFilters, region }
      expect(isPlain(filters)).toBe(true)
      expect(arrange(nodes, filters, endMs, plainFinder)).toEqual(arrange(nodes, filters, endMs, wholeFinder))
    }
  })

  it('is not enough for any other choice', () => {
    const others = [
      { q: 'x' },
      { status: 'room' },
      { proto: 'WSS' },
      { tag: 'x' },
      { relay: true },
      { star: true },
      { sort: 'name' },
    ] as const
    for (const one of others) expect(isPlain({ ...noFilters, ...one }), JSON.stringify(one)).toBe(false)
  })
})

describe('commonTags', () => {
  it('counts them, the most used first', () => {
    const nodes = [sampleNode({ tags: 'x,y' }), sampleNode({ tags: 'y' }), sampleNode({ tags: 'z,y,x' })]
    expect(commonTags(nodes, 2)).toEqual(['y', 'x'])
  })
})
