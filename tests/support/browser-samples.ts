import { sampleNodes } from '../../src/tools/demo/sample-nodes.ts'
import type { SampleNode } from '../../src/tools/demo/sample-node.ts'

const [sample] = sampleNodes
if (sample === undefined) throw new Error('no sample nodes')
/** Named with its type: a function declaration does not see the narrowing above. */
const first: SampleNode = sample

/** A young node, so that its history costs little. */
export function youngNode(name: string, change: Partial<SampleNode> = {}): SampleNode {
  return {
    ...first,
    ageDays: 2,
    silentMinutes: 1,
    outages: [],
    pause: undefined,
    ...change,
    name,
  }
}

/** Names that people give to nodes to see what happens. */
export const oddNames = {
  markup: '<img src=x onerror=alert(document.domain)>',
  long: `${'很长的名字'.repeat(20)}${'LongWordWithoutAnySpace'.repeat(4)}`.padEnd(200, '!').slice(0, 200),
  arabic: 'عقدة دمشق السريعة 01',
} as const

/** Few reports: an older history at half days, the last hours at ten minutes. */
export const sparse = { fineMs: 2 * 3_600_000, coarseEveryMs: 12 * 3_600_000 } as const

/** Three hundred nodes of both regions. */
export function manyNodes(count: number): SampleNode[] {
  return Array.from({ length: count }, (_unused, at) =>
    youngNode(`节点-${String(at + 1).padStart(3, '0')}`, {
      region: at % 3 === 0 ? 'overseas' : 'domestic',
      place: ['上海', '香港', '东京', '广州'][at % 4] ?? '',
      tags: ['电信', '联通', 'IPv6', 'CN2'][at % 4] ?? '',
      latency: 19 + (at % 53),
    }),
  )
}
