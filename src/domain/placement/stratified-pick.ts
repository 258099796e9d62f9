/** Of each node: how much of a turn it still has to wait, and where in that turn it was put. */
export type StrataPositions = Map<number, { lead: number; jitter: number }>

const nodesMax = 16_384

/**
 * A random choice by weight without the clusters of dice: every candidate's weight adds up over time, and in each
 * whole turn that has added up it is chosen once, at a random moment of the turn (stratified sampling). So a
 * candidate is never more than one choice away from its share, while nobody can tell who comes next, and two
 * isolates do not choose in step. `unit` gives numbers in (0, 1). Weights must be above 0.
 */
export function pickStratified<C extends { readonly id: number }>(
  positions: StrataPositions,
  candidates: readonly { readonly candidate: C; readonly weight: number }[],
  unit: () => number,
): C | undefined {
  if (positions.size > nodesMax) positions.clear()
  if (positions.size === 0) return rollFirst(positions, candidates, unit)
  let best: { readonly candidate: C; readonly state: { lead: number; jitter: number } } | undefined
  let wait = Infinity
  const states = candidates.map(({ candidate, weight }) => {
    const state = positions.get(candidate.id) ?? begin(positions, candidate.id, unit())
    const due = state.lead / weight
    if (due < wait) {
      wait = due
      best = { candidate, state }
    }
    return state
  })
  if (best === undefined) return undefined
  for (const [at, state] of states.entries()) {
    state.lead = Math.max(0, state.lead - wait * (candidates[at]?.weight ?? 0))
  }
  const { candidate, state } = best
  const jitter = unit()
  state.lead = 1 - state.jitter + jitter
  state.jitter = jitter
  return candidate
}

/** The first of all is plain dice, so that isolates that live for one answer follow the weights as well. */
function rollFirst<C extends { readonly id: number }>(
  positions: StrataPositions,
  candidates: readonly { readonly candidate: C; readonly weight: number }[],
  unit: () => number,
): C | undefined {
  let left = unit() * candidates.reduce((sum, { weight }) => sum + weight, 0)
  const chosen = candidates.find(({ weight }) => (left -= weight) < 0) ?? candidates.at(-1)
  if (chosen === undefined) return undefined
  begin(positions, chosen.candidate.id, unit()).lead += 1
  return chosen.candidate
}

function begin(positions: StrataPositions, id: number, jitter: number): { lead: number; jitter: number } {
  const state = { lead: jitter, jitter }
  positions.set(id, state)
  return state
}
