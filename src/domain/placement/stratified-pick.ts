import { drawRanks } from './ranking.ts'

/** How much of a turn a node still has to wait, and where in that turn it was put. */
type Position = { lead: number; jitter: number }

export type StrataPositions = {
  readonly nodes: Map<number, Position>
  /** The same by lists of candidates that were drawn from, in their order. */
  lists: WeakMap<readonly object[], readonly Position[]>
}

/** Nothing chosen yet. */
export function createStrata(): StrataPositions {
  return { nodes: new Map(), lists: new WeakMap() }
}

const nodesMax = 16_384

/**
 * A random choice by weight without the clusters of dice: every candidate's weight adds up over time, and in each
 * whole turn that has added up it is chosen once, at a random moment of the turn (stratified sampling). So a
 * candidate is never more than one choice away from its share, while nobody can tell who comes next, and two
 * isolates do not choose in step. `unit` gives numbers in (0, 1). `weights` are those of the candidates; who has one of 0
 * does not take part.
 */
export function pickStratified<C extends { readonly id: number }>(
  positions: StrataPositions,
  candidates: readonly C[],
  weights: Float64Array,
  unit: () => number,
): C | undefined {
  if (positions.nodes.size > nodesMax) {
    positions.nodes.clear()
    positions.lists = new WeakMap()
  }
  if (positions.nodes.size === 0) return rollFirst(positions, candidates, weights, unit)
  const states = statesOf(positions, candidates, unit)
  let first = -1
  let wait = Infinity
  for (let at = 0; at < states.length; at += 1) {
    const due = (states[at]?.lead ?? Infinity) / (weights[at] ?? 0)
    if (due < wait) [wait, first] = [due, at]
  }
  const [candidate, chosen] = [candidates[first], states[first]]
  if (candidate === undefined || chosen === undefined) return undefined
  for (let at = 0; at < states.length; at += 1) {
    const state = states[at]
    if (state !== undefined) state.lead = Math.max(0, state.lead - wait * (weights[at] ?? 0))
  }
  const jitter = unit()
  chosen.lead = 1 - chosen.jitter + jitter
  chosen.jitter = jitter
  return candidate
}

function statesOf<C extends { readonly id: number }>(
  positions: StrataPositions,
  candidates: readonly C[],
  unit: () => number,
): readonly Position[] {
  const known = positions.lists.get(candidates)
  if (known !== undefined) return known
  const states = candidates.map(({ id }) => positions.nodes.get(id) ?? begin(positions, id, unit()))
  positions.lists.set(candidates, states)
  return states
}

/** The first of all is plain dice, so that isolates that live for one answer follow the weights as well. */
function rollFirst<C extends { readonly id: number }>(
  positions: StrataPositions,
  candidates: readonly C[],
  weights: Float64Array,
  unit: () => number,
): C | undefined {
  const [first] = drawRanks(candidates, weights, unit, 1)
  if (first === undefined) return undefined
  begin(positions, first.candidate.id, unit()).lead += 1
  return first.candidate
}

function begin(positions: StrataPositions, id: number, jitter: number): Position {
  const state = { lead: jitter, jitter }
  positions.nodes.set(id, state)
  return state
}
