import { describe, expect, it } from 'vitest'
import { candidates, peerUrl } from '../../../src/ui/pages/status/peer-url.ts'
import { sampleNode } from './sample-node.ts'

describe('peerUrl', () => {
  it('leaves defaults out', () => {
    const any = { region: 'all', priority: 'capacity', relay: false } as const
    expect(peerUrl('https://h', any)).toBe('https://h/peer')
    expect(peerUrl('https://h', { region: 'domestic', priority: 'latency', relay: true })).toBe(
      'https://h/peer?region=domestic&priority=latency&relay_only=true',
    )
  })
})

describe('candidates', () => {
  it('counts who may be handed out', () => {
    const nodes = [
      sampleNode({ id: 1 }),
      sampleNode({ id: 2, region_type: 'overseas', allow_relay: 0 }),
      sampleNode({ id: 3, state: 'quota_used' }),
      sampleNode({ id: 4, state: 'full', connection_count: 100 }),
      sampleNode({ id: 5, state: 'offline', status: 'offline' }),
    ]
    expect(candidates(nodes, { region: 'all', priority: 'traffic', relay: false })).toBe(2)
    expect(candidates(nodes, { region: 'all', priority: 'traffic', relay: true })).toBe(1)
    expect(candidates(nodes, { region: 'overseas', priority: 'traffic', relay: true })).toBe(0)
  })
})
