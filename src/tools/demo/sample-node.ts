import type { Protocol, Region } from '../../contract/vocabulary.ts'

/** A time without service: it began on an earlier day at an hour of UTC+8, or so many hours ago, and took `minutes`. */
export type SampleOutage = { readonly minutes: number } & (
  | { readonly daysAgo: number; readonly hour: number }
  | { readonly hoursAgo: number }
)

/** One invented node. Bandwidth Mbps, traffic GB, latency ms; figures are those of the last report. */
export type SampleNode = {
  readonly name: string
  readonly region: Region
  readonly place: string
  readonly tags: string
  /** E-mail of its owner, one of the sample accounts. */
  readonly owner: string
  readonly relay: 0 | 1
  readonly latency: number
  readonly bandwidth: number
  /** What the owner shares, and what the line can do. */
  readonly tier: number
  readonly line: number
  readonly connections: number
  readonly connectionsMax: number
  readonly used: number
  /** 0 = unlimited. */
  readonly quota: number
  readonly resetInDays: number
  readonly protocols: readonly Protocol[]
  readonly version: string
  /** How long ago it was registered. */
  readonly ageDays: number
  /** Minutes since its last report; Infinity = never reported. */
  readonly silentMinutes: number
  /** Negative = expired so long ago; Infinity = for good. */
  readonly validDays: number
  readonly drained: boolean
  /** Nobody can join it for half an hour, though it reports. */
  readonly firewalled: boolean
  /** It never reports, and can be joined all the while. */
  readonly joined: boolean
  readonly addressPublic: 0 | 1
  readonly notes: string
  readonly outages: readonly SampleOutage[]
  /** A time in which its owner had taken it off the lists: no data. */
  readonly pause: SampleOutage | undefined
}
