import { describe, expect, it } from 'vitest'
import { nodeStates } from '../../../src/contract/node.ts'
import { bandwidthLimit, hasRoom, headlineOf, loadOf, tagsOf } from '../../../src/ui/lib/node-state.ts'
import { sampleNode } from './sample-node.ts'

function many(amount: number, region: 'domestic' | 'overseas', state: 'online' | 'full' | 'offline') {
  return Array.from({ length: amount }, (_, i) =>
    sampleNode({ id: i, region_type: region, state, status: state === 'offline' ? 'offline' : 'online' }),
  )
}

describe('headline', () => {
  it('is ok when each region with nodes has two with room', () => {
    expect(headlineOf([...many(2, 'domestic', 'online'), ...many(2, 'overseas', 'online')])).toMatchObject({
      level: 'ok',
      online: 4,
      room: 4,
    })
    expect(headlineOf(many(2, 'overseas', 'online')).level).toBe('ok')
  })

  it('is tight when one region has fewer, and names the worst', () => {
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
