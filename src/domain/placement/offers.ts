import { priorities } from '../../contract/vocabulary.ts'
import { protocolsFor } from './dialling.ts'
import { wantedBits } from './protocol-bits.ts'
import { scoreOf, type Candidate, type Filter, type RankPriority } from './ranking.ts'

/**
 * What the candidates of one kind (region, relay, protocols by client) amount to: how many they are and the sum of their
 * scores by each priority, in the order of `priorities`.
 */
export type Offer = readonly [kind: number, count: number, ...scores: number[]]

/** What all candidates that match a filter amount to. */
export type OfferSum = { readonly count: number; readonly score: number }

const overseasBit = 1
const relayBit = 2
const protocolsShift = 2

function kindOf({ region, relay, protocols }: Candidate): number {
  return (protocols << protocolsShift) | (relay ? relayBit : 0) | (region === 'overseas' ? overseasBit : 0)
}

/** Sums candidates up by kind. Scores are rounded to six digits: they are weights of a draw. */
export function offersOf(candidates: readonly Candidate[]): Offer[] {
  const sums = new Map<number, { count: number; scores: number[] }>()
  for (const candidate of candidates) {
    const kind = kindOf(candidate)
    const sum = sums.get(kind) ?? { count: 0, scores: priorities.map(() => 0) }
    sums.set(kind, sum)
    sum.count += 1
    for (const [at, priority] of priorities.entries()) {
      sum.scores[at] = (sum.scores[at] ?? 0) + scoreOf(candidate, priority)
    }
  }
  return [...sums]
    .sort(([one], [other]) => one - other)
    .map(([kind, { count, scores }]) => [kind, count, ...scores.map((score) => Number(score.toPrecision(6)))])
}

/** What those that match a filter amount to by a priority. */
export function sumOffers(offers: readonly Offer[], filter: Filter, priority: RankPriority): OfferSum {
  const { region = 'all', relayOnly = false, protocols = [], client = 'any' } = filter
  const bits = wantedBits(protocols)
  const sum = { count: 0, score: 0 }
  for (const [kind, count, ...scores] of offers) {
    const isOverseas = (kind & overseasBit) !== 0
    if (region !== 'all' && isOverseas !== (region === 'overseas')) continue
    if (relayOnly && (kind & relayBit) === 0) continue
    if ((protocolsFor(kind >> protocolsShift, client) & bits) === 0) continue
    sum.count += count
    sum.score += scores[priorities.indexOf(priority)] ?? 0
  }
  return sum
}
