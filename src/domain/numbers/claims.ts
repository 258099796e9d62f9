import { dayMs } from '../../contract/time.ts'
import { hash53 } from '../values/hash.ts'

/** Numbers are 1 to this: three hexadecimal digits of a room code. */
export const numbersMax = 4095
/** A number is kept for its node for so long after it was last renewed, whatever has become of the node. */
const keepMs = 120 * dayMs

/** That a number was given to a node, first and last said at these times in ms. */
export type Claim = {
  readonly number: number
  readonly id: number
  readonly givenMs: number
  readonly seenMs: number
}

/** Whether a claim still keeps others from its number. */
export function isHeld({ seenMs }: Pick<Claim, 'seenMs'>, nowMs: number): boolean {
  return seenMs + keepMs >= nowMs
}

function isEarlier(one: Claim, other: Claim): boolean {
  return one.givenMs < other.givenMs || (one.givenMs === other.givenMs && one.id < other.id)
}

/**
 * Whose each number is: the earliest of its claims that are held, by the node's id where two are as early. Who gave one at
 * another place a moment ago could not see it, and loses everywhere.
 */
export function ownersOf(claims: readonly Claim[], nowMs: number): ReadonlyMap<number, Claim> {
  const owners = new Map<number, Claim>()
  for (const claim of claims) {
    const known = owners.get(claim.number)
    if (isHeld(claim, nowMs) && (known === undefined || isEarlier(claim, known)))
      owners.set(claim.number, claim)
  }
  return owners
}

/**
 * The number of each node that may be told: of those it owns the one given first. A claim tells nothing before it is
 * `settledMs` old: until then another place may have given the same number, or the same node another one.
 */
export function publishedNumbers(
  claims: readonly Claim[],
  nowMs: number,
  settledMs: number,
): ReadonlyMap<number, Claim> {
  const numbers = new Map<number, Claim>()
  for (const claim of ownersOf(claims, nowMs).values()) {
    const known = numbers.get(claim.id)
    const isFirst =
      known === undefined ||
      claim.givenMs < known.givenMs ||
      (claim.givenMs === known.givenMs && claim.number < known.number)
    if (claim.givenMs + settledMs <= nowMs && isFirst) numbers.set(claim.id, claim)
  }
  return numbers
}

function divisor(one: number, other: number): number {
  return other === 0 ? one : divisor(other, one % other)
}

/** The numbers up to `max` that a node would like, one after the other: an order of its own, so that two places seldom want the same. */
export function* preferredNumbers(id: number, max = numbersMax): Generator<number> {
  const start = hash53(`number ${id}`) % max
  // Without a common divisor a step comes to every number.
  let step = 1 + (hash53(`step ${id}`) % max)
  while (divisor(step, max) !== 1) step += 1
  for (let turn = 0; turn < max; turn += 1) yield ((start + turn * step) % max) + 1
}
