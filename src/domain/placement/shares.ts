import { hashUnit } from '../values/hash.ts'

/** Nodes that nobody has proven get at most this share of the hand-outs, together, while a proven one has room. */
export const unprovenShareMax = 0.05

/** A little less of the weights: of many small ones some always come up a turn early. */
const weightShareMax = 0.98 * unprovenShareMax

/**
 * By what the weights of unproven nodes are multiplied beside proven ones, so that they get their share at most. 1
 * where none is proven: then they are all there is.
 */
export function unprovenFactor(proven: number, unproven: number): number {
  if (proven <= 0 || unproven <= 0) return 1
  return Math.min(1, (weightShareMax / (1 - weightShareMax)) * (proven / unproven))
}

/** A tenth less of the keys, so that whoever comes back does not make it more than the share of the answers. */
const keyShareMax = 0.9 * unprovenShareMax

/**
 * Whether a network belongs to those few that try unproven nodes: told by its key alone, so that all members agree and
 * nodes that come and go move next to none. Its share is that of the unproven among all, within the bound.
 */
export function triesUnproven(key: string, proven: number, unproven: number): boolean {
  if (unproven <= 0) return false
  if (proven <= 0) return true
  return hashUnit(`unproven\n${key}`) < Math.min(keyShareMax, unproven / (proven + unproven))
}

/** A weight and whose it is. */
export type OwnedWeight = { readonly owner: string; readonly weight: number }

/**
 * By what the weights of an owner's nodes are multiplied so that nobody has more than `shareMax` (0 to 1) of the whole;
 * owners that are not named keep theirs. Where there are too few owners for that, they share alike.
 */
export function ownerFactors(nodes: readonly OwnedWeight[], shareMax: number): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const { owner, weight } of nodes) sums.set(owner, (sums.get(owner) ?? 0) + weight)
  const owners = [...sums].filter(([, sum]) => sum > 0).sort(([, one], [, other]) => other - one)
  const factors = new Map<string, number>()
  const share = Math.max(shareMax, 1 / Math.max(1, owners.length))
  let rest = owners.reduce((sum, [, weight]) => sum + weight, 0)
  let [left, capped] = [1, 0]
  // The greatest first: whoever is above the share gets just that, and the others divide what is left.
  for (const [, weight] of owners) {
    if (weight * left <= share * rest || left <= share) break
    rest -= weight
    left -= share
    capped += 1
  }
  if (capped === 0) return factors
  const allowed = rest > 0 ? (share * rest) / left : (owners.at(-1)?.[1] ?? 0)
  const cut = rest > 0 ? capped : owners.length
  for (const [owner, weight] of owners.slice(0, cut)) factors.set(owner, Math.min(1, allowed / weight))
  return factors
}
