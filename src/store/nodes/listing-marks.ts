import { addNodeFact, nextNodeFactMs, readNodeFacts, type NodeFact } from './node-facts.ts'
import type { StoreContext } from '../context/context.ts'
import { markDirty } from '../views/view-memory.ts'
import { noMarks, type ListingMarks } from '../../domain/placement/index.ts'
import type { NodeRecord } from './node-record.ts'

/** What an admin says of a node, or that a check has joined it for the first time. */
export type Mark = 'approved' | 'refused' | 'hidden' | 'shown' | 'passed'

const factOf = {
  approved: { kind: 'a', isOn: true },
  refused: { kind: 'a', isOn: false },
  hidden: { kind: 'v', isOn: false },
  shown: { kind: 'v', isOn: true },
  passed: { kind: 'p', isOn: true },
} as const satisfies Record<Mark, Omit<Extract<NodeFact, { isOn: boolean }>, 'ms'>>

/** Marks a node: one list and two puts; none of these where a check has passed it before. */
export async function markNode(ctx: StoreContext, id: number, mark: Mark): Promise<void> {
  const facts = await readNodeFacts(ctx, id)
  const { kind, isOn } = factOf[mark]
  if (mark === 'passed' && facts.some((fact) => fact.kind === kind)) return
  await addNodeFact(ctx, id, facts, { kind, isOn, ms: nextNodeFactMs(ctx.clock(), facts, kind) })
  markDirty(ctx, id)
}

/** The marks of a node that was read with its facts. */
export function marksOf({ marks }: NodeRecord): ListingMarks {
  return marks ?? noMarks
}
