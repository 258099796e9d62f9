import { describe, expect, it } from 'vitest'
import type { NodeHistoryAnswer } from '../../../../src/contract/node.ts'
import { historyCsv, spansOf, summaryOf, valuesOf } from '../../../../src/ui/pages/console/figures/range.ts'
import { zoneName } from '../../../../src/ui/lib/zone-name.ts'

const figures = {
  uptime: 100,
  bandwidth: 10,
  bandwidth_max: 40,
  connections: 2,
  connections_max: 5,
  latency_ms: null,
  traffic: 3,
}
const history: NodeHistoryAnswer = {
  uptime: { h24: 100, d7: 100, d30: 100, d90: 100 },
  slots: [{ at: '2026-11-30T08:00:00.000Z', ...figures }],
  days: Array.from({ length: 40 }, (_, at) => ({
    ...figures,
    date: new Date(Date.UTC(2026, 9, 1 + at)).toISOString().slice(0, 10),
    bandwidth: at === 38 ? null : at,
  })),
}

describe('a range of figures', () => {
  it('is as many days as it says, or as there are', () => {
    expect(spansOf(history, 'h24')).toHaveLength(1)
    expect(spansOf(history, 'd7').map(({ at }) => at.slice(5))).toEqual([
      '11-03',
      '11-04',
      '11-05',
      '11-06',
      '11-07',
      '11-08',
      '11-09',
    ])
    expect(spansOf(history, 'd30')).toHaveLength(30)
    expect(spansOf(history, 'd90')).toHaveLength(40)
  })

  it('adds up what is known, with the peak of each span', () => {
    const spans = spansOf(history, 'd7')
    expect(summaryOf(spans, 'bandwidth')).toEqual({ mean: 214 / 6, peak: 40, sum: 214 })
    expect(summaryOf(spans, 'traffic')?.sum).toBe(21)
    expect(summaryOf(spans, 'latency_ms')).toBeUndefined()
  })

  it('leaves the running span out of the line of traffic alone', () => {
    const spans = spansOf(history, 'd7')
    expect(valuesOf(spans, 'traffic')).toEqual([3, 3, 3, 3, 3, 3, null])
    expect(valuesOf(spans, 'bandwidth')).toEqual([33, 34, 35, 36, 37, null, 39])
  })

  it('is CSV with a line of names and empty cells where nothing is known', () => {
    expect(historyCsv(spansOf(history, 'd7').slice(5)).split('\r\n')).toEqual([
      'at,bandwidth,bandwidth_max,connections,connections_max,traffic,latency_ms,uptime',
      '2026-11-08,,40,2,5,3,,100',
      '2026-11-09,39,40,2,5,3,,100',
      '',
    ])
  })
})

it('a zone has its usual name', () => {
  expect([480, 330, -210, 0].map(zoneName)).toEqual(['UTC+8', 'UTC+5:30', 'UTC-3:30', 'UTC+0'])
})
