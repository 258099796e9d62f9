import { carriers, sides, type Carrier, type Side } from '../../contract/sides.ts'
import type { Region } from '../../contract/vocabulary.ts'

/*
 * A side is where latency is looked at from: mainland China, one of its carriers, or elsewhere. Places and askers have one
 * each, and who asks is told what the places of its side measure.
 */

const carrierWords = {
  telecom: /电信|telecom|chinanet/i,
  unicom: /联通|unicom/i,
  mobile: /移动|mobile|cmcc/i,
} as const satisfies Record<Carrier, RegExp>

/** The carrier that a text names, of a place ("广州 电信") or of an ISP ("中国电信"); undefined = none of them. */
export function carrierIn(text: string): Carrier | undefined {
  const named = carriers.filter((carrier) => carrierWords[carrier].test(text))
  return named.length === 1 ? named[0] : undefined
}

/** The region of a side: carriers are of mainland China. */
export function regionOf(side: Side): Region {
  return side === 'overseas' ? side : 'domestic'
}

/**
 * Where a caller is, in the form of `from=`: the code of its country, behind it the carrier where `isp` names one of mainland
 * China's; '' = nobody says.
 */
export function whereIs(country: string, isp: string): string {
  const carrier = country.toUpperCase() === 'CN' ? carrierIn(isp) : undefined
  return carrier === undefined ? country : `${country}-${carrier}`.toUpperCase()
}

/** On which side one is who is in a country (`CN`, `CN-TELECOM`, `DE`); undefined for ''. */
export function sideOfCaller(from: string): Side | undefined {
  if (from === '') return undefined
  const [country = '', rest = ''] = from.toLowerCase().split('-')
  if (country !== 'cn') return 'overseas'
  return sides.find((side) => side === rest && side !== 'overseas') ?? 'domestic'
}

/**
 * Latencies from each side in the order of `sides`, as far as they are told: without carriers where they are as far as their
 * region, none where every side is as far as all are.
 */
export function otherLatencies(from: Readonly<Record<Side, number>>, allMs: number): number[] {
  const { domestic, overseas } = from
  if (carriers.some((carrier) => from[carrier] !== domestic)) return sides.map((side) => from[side])
  return domestic === allMs && overseas === allMs ? [] : [domestic, overseas]
}

/** One of them: what is not told is that of its region, else of all. */
export function latencyAmong(told: readonly number[], side: Side, allMs: number): number {
  return told[sides.indexOf(side)] ?? told[sides.indexOf(regionOf(side))] ?? allMs
}

/** Side by side, for each what `of` says. */
export function bySide<Value>(of: (side: Side) => Value): Readonly<Record<Side, Value>> {
  return {
    domestic: of('domestic'),
    overseas: of('overseas'),
    telecom: of('telecom'),
    unicom: of('unicom'),
    mobile: of('mobile'),
  }
}
