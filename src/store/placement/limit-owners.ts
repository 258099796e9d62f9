import { decodeCandidateRow, isOfferedLine, withOwnerFactor, type CandidateRow } from './candidate-rows.ts'
import { freeCapacity, ownerFactors } from '../../domain/placement/index.ts'

/** The line of a node and whose it is. */
export type OwnedLine = { readonly owner: string; readonly line: string }

/** Lines of candidates, and the rows of those among them that may be offered. */
export type LimitedLines = { readonly lines: readonly string[]; readonly offered: readonly CandidateRow[] }

type Offered = { readonly at: number; readonly owner: string; readonly row: CandidateRow }

/**
 * Takes of the weight of an owner's nodes what is above `shareMax` of the free capacity: of that of the proven nodes,
 * and of that of the others, which together are a small share of the whole.
 */
export function limitOwners(nodes: readonly OwnedLine[], shareMax: number): LimitedLines {
  const offered = nodes.flatMap(({ owner, line }, at): Offered[] =>
    isOfferedLine(line) ? [{ at, owner, row: decodeCandidateRow(line) }] : [],
  )
  const lines = nodes.map(({ line }) => line)
  for (const isProven of [true, false]) {
    const kind = offered.filter(({ row }) => row.isProven === isProven)
    const weights = kind.map(({ owner, row }) => ({ owner, weight: freeCapacity(row) }))
    const factors = ownerFactors(weights, shareMax)
    if (factors.size === 0) continue
    for (const { at, owner, row } of kind) {
      const factor = factors.get(owner)
      if (factor !== undefined) lines[at] = withOwnerFactor(row.line, factor)
    }
  }
  const rows = offered.map(({ at, row }) => {
    const line = lines[at]
    return line === undefined || line === row.line ? row : decodeCandidateRow(line)
  })
  return { lines, offered: rows }
}
