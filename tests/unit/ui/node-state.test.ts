import { describe, expect, it } from 'vitest'
import { nodeStates } from '../../../src/contract/node.ts'
import {
  bandwidthLimit,
  bandwidthOf,
  hasRoom,
  headlineOf,
  latencyKnown,
  loadOf,
  tagsOf,
} from '../../../src/ui/lib/node-state.ts'
import { sampleNode } from './sample-node.ts'

function many(amount: number, region: 'domestic' | 'overseas', state: 'online' | 'full' | 'offline') {
  return Array.from({ length: amount }, (_, i) =>
    sampleNode({ id: i, region_type: region, state, status: state === 'offline' ? 'offline' : 'online' }),
  )
}

describe('headline', () => {
  it('is ok when no region has lost half of its nodes, however few they are', () => {
    expect(headlineOf([...many(16, 'domestic', 'online'), ...many(1, 'overseas', 'online')]).level).toBe('ok')
    expect(headlineOf(many(1, 'domestic', 'online')).level).toBe('ok')
    const waiting = sampleNode({ region_type: 'overseas', state: 'waiting', status: 'offline' })
    expect(headlineOf([...many(1, 'domestic', 'online'), waiting, waiting]).level).toBe('ok')
    expect(headlineOf([...many(2, 'domestic', 'online'), ...many(2, 'overseas', 'online')])).toMatchObject({
      level: 'ok',
      online: 4,
      room: 4,
    })
    expect(headlineOf(many(2, 'overseas', 'online')).level).toBe('ok')
  })

  it('is tight when a region has lost half, and names the one that has lost the most', () => {
    const head = headlineOf([
      ...many(5, 'domestic', 'online'),
      ...many(1, 'overseas', 'online'),
      ...many(3, 'overseas', 'full'),
    ])
    expect(head).toMatchObject({ level: 'tight', online: 9, room: 6, worst: { region: 'overseas', room: 1 } })
    expect(headlineOf([...many(2, 'domestic', 'online'), ...many(1, 'overseas', 'offline')])).toMatchObject({
      level: 'tight',
      worst: { region: 'overseas', room: 0 },
    })
  })

  it('is none when nobody has room', () => {
    expect(headlineOf([...many(5, 'domestic', 'full'), ...many(1, 'overseas', 'offline')])).toMatchObject({
      level: 'none',
      online: 5,
      counts: { domestic: 5, overseas: 1 },
    })
    expect(headlineOf([]).level).toBe('none')
  })
})

describe('latency', () => {
  const of = (ms: number, status: 'online' | 'offline' = 'online') => sampleNode({ latency_ms: ms, status })

  it('is worth showing when a third of the nodes that are online have a figure', () => {
    expect(latencyKnown([of(10), of(-1), of(-1)])).toBe(true)
    expect(latencyKnown([of(10), of(-1), of(-1), of(-1)])).toBe(false)
    expect(latencyKnown([of(-1), of(10, 'offline')])).toBe(false)
    expect(latencyKnown([])).toBe(false)
  })
})

describe('the bandwidth of all', () => {
  it('adds up what the rows show: a node that shares its whole line counts with its line', () => {
    const whole = sampleNode({ current_bandwidth: 2, tier_bandwidth: 0, max_bandwidth: 100 })
    const part = sampleNode({ current_bandwidth: 3, tier_bandwidth: 20, max_bandwidth: 100 })
    const off = sampleNode({ current_bandwidth: 9, max_bandwidth: 900, status: 'offline' })
    expect(bandwidthOf([whole, part, off])).toEqual({ now: 5, all: 120 })
  })
})

describe('a node', () => {
  it('has room only in the plain online state', () => {
    expect(nodeStates.filter((state) => hasRoom({ state }))).toEqual(['online'])
  })

  it('is limited by its tier, else by its maximum, and loaded by the tightest limit', () => {
    expect(bandwidthLimit({ tier_bandwidth: 0, max_bandwidth: 30 })).toBe(30)
    expect(bandwidthLimit({ tier_bandwidth: 20, max_bandwidth: 30 })).toBe(20)
    const node = sampleNode({
      current_bandwidth: 10,
      tier_bandwidth: 100,
      connection_count: 30,
      max_connections: 100,
      used_traffic: 5,
      max_traffic: 0,
    })
    expect(loadOf(node)).toBe(0.3)
    expect(loadOf({ ...node, max_traffic: 10 })).toBe(0.5)
  })

  it('parts its tags', () => {
    expect(tagsOf({ tags: 'a, b,,' })).toEqual(['a', 'b'])
    expect(tagsOf({ tags: '' })).toEqual([])
  })
})
