import { protocols as allProtocols } from '../../contract/vocabulary.ts'
import {
  rankPriorities,
  scoreOf,
  wantedBits,
  type Candidate,
  type Filter,
  type RankPriority,
} from './ranking.ts'

/**
 * What the candidates of one kind (region, relay, proven, protocols, those for old cores) amount to: how many they are and the sum of their
 * scores by each priority, in the order of `rankPriorities`.
 */
export type Offer = readonly [kind: number, count: number, ...scores: number[]]

type Amount = { readonly count: number; readonly score: number }

/** What all candidates that match a filter amount to: those that are proven, and the others. */
export type OfferSum = { readonly proven: Amount; readonly unproven: Amount }

const overseasBit = 1
const relayBit = 2
const provenBit = 4
const protocolsShift = 3

const oldProtocolsShift = protocolsShift + allProtocols.length

function kindOf({ region, relay, protocols, oldProtocols, isProven }: Candidate): number {
  const bits = (region === 'overseas' ? overseasBit : 0) | (relay ? relayBit : 0) | (isProven ? provenBit : 0)
  return (oldProtocols << oldProtocolsShift) | (protocols << protocolsShift) | bits
}

/** Sums candidates up by kind. Scores are rounded to six digits: they are weights of a draw. */
export function offersOf(candidates: readonly Candidate[]): Offer[] {
  const sums = new Map<number, { count: number; scores: number[] }>()
  for (const candidate of candidates) {
    const kind = kindOf(candidate)
    const sum = sums.get(kind) ?? { count: 0, scores: rankPriorities.map(() => 0) }
    sums.set(kind, sum)
    sum.count += 1
    const latency = scoreOf(candidate, 'latency')
    for (const [at, priority] of rankPriorities.entries()) {
      // From most nodes every side is as far.
      const isSame = candidate.latencyFrom === undefined && priority.startsWith('latency')
      sum.scores[at] = (sum.scores[at] ?? 0) + (isSame ? latency : scoreOf(candidate, priority))
    }
  }
  return [...sums]
    .sort(([one], [other]) => one - other)
    .map(([kind, { count, scores }]) => [kind, count, ...scores.map((score) => Number(score.toPrecision(6)))])
}

/** What those that match a filter amount to by a priority. */
export function sumOffers(offers: readonly Offer[], filter: Filter, priority: RankPriority): OfferSum {
  const { region = 'all', relayOnly = false, protocols = [], oldCore = false } = filter
  const bits = wantedBits(protocols)
  const sums = { proven: { count: 0, score: 0 }, unproven: { count: 0, score: 0 } }
  for (const [kind, count, ...scores] of offers) {
    const isOverseas = (kind & overseasBit) !== 0
    if (region !== 'all' && isOverseas !== (region === 'overseas')) continue
    if (relayOnly && (kind & relayBit) === 0) continue
    if (((kind >> (oldCore ? oldProtocolsShift : protocolsShift)) & bits) === 0) continue
    const sum = (kind & provenBit) === 0 ? sums.unproven : sums.proven
    sum.count += count
    sum.score += scores[rankPriorities.indexOf(priority)] ?? 0
  }
  return sums
}
