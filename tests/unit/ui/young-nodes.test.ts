import { describe, expect, it } from 'vitest'
import { daysToCompare, daysWatched, readDays } from '../../../src/ui/lib/days.ts'
import { noFilters } from '../../../src/ui/lib/url-state.ts'
import { arrange } from '../../../src/ui/pages/status/arrange.ts'
import { wholeFinder } from '../../../src/ui/pages/status/find.ts'
import { sampleNode } from './sample-node.ts'

const endMs = Date.parse('2026-11-22T06:00:00Z')
function watched(days: number): string {
  return '--'.repeat(90 - days) + '00'.repeat(days)
}

describe('nodes of a few days', () => {
  it('are known since their first day with data, gaps counted', () => {
    expect(daysWatched(readDays(watched(90), endMs))).toBe(90)
    expect(daysWatched(readDays(watched(1), endMs))).toBe(1)
    expect(daysWatched(readDays(watched(0), endMs))).toBe(0)
    expect(daysWatched(readDays(`${'--'.repeat(80)}00${'--'.repeat(9)}`, endMs))).toBe(10)
  })

  it('do not rank with the best by uptime until they can be compared', () => {
    const proven = sampleNode({ id: 1, node_name: 'z', days: `09${'00'.repeat(89)}` })
    const young = sampleNode({ id: 2, node_name: 'a', days: watched(1) })
    const grown = sampleNode({ id: 3, node_name: 'b', days: watched(daysToCompare) })
    expect(arrange([young, proven, grown], { ...noFilters, sort: 'uptime' }, endMs, wholeFinder)).toEqual([
      3, 1, 2,
    ])
  })
})
