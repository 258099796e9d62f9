import type { EventKind, SiteEvent } from '../../contract/events.ts'
import { isFull, type LiveFigures } from '../presence/index.ts'
import { bytesToGb, correctionBytes, periodAt, type PeriodRule } from '../traffic/index.ts'
import { hourMs } from '../values/index.ts'
import { isOutdated } from './outdated.ts'

/** What of a node's config its levels are measured by. Traffic in GB, bandwidth in Mbps. */
export type LevelConfig = PeriodRule & {
  readonly id: number
  readonly max_traffic: number
  readonly max_connections: number
  readonly max_bandwidth: number
  readonly tier_bandwidth: number
  readonly tierMs: number
  readonly correction_traffic: number
  readonly correctionMs: number
}

/** An event that is no news when the same has happened to the node within `quietMs` before it. */
export type QuietEvent = { readonly event: SiteEvent; readonly quietMs: number }

const fullQuietMs = hourMs
const quotas = [
  ['quota_80', 0.8],
  ['quota_95', 0.95],
  ['quota_100', 1],
] as const satisfies readonly (readonly [EventKind, number])[]

type Figures = Pick<
  LiveFigures,
  'timeMs' | 'online' | 'bandwidth' | 'connections' | 'tier' | 'version' | 'usedBytes' | 'periodStartMs'
>

/** Share of the quota that is used, 0 to 1 and above. */
function usedShare(config: LevelConfig, { timeMs, usedBytes, periodStartMs }: Figures): number {
  const period = periodAt(config, timeMs)
  const reported = periodStartMs === period.startMs ? usedBytes : 0
  return bytesToGb(Math.max(0, reported + correctionBytes(config, period))) / config.max_traffic
}

function wasFull(config: LevelConfig, figures: Figures): boolean {
  const isTold = figures.tier !== null && figures.timeMs > config.tierMs
  const tier = isTold ? (figures.tier ?? 0) : config.tier_bandwidth
  return figures.online && isFull({ ...config, ...figures, tier_bandwidth: tier })
}

/** False for figures that no report before them makes a level: cheap, for nearly all nodes. */
export function mayBeLevel(config: LevelConfig, figures: Figures): boolean {
  const usedGb = bytesToGb(figures.usedBytes) + Math.abs(config.correction_traffic)
  const isNearQuota = config.max_traffic > 0 && usedGb >= quotas[0][1] * config.max_traffic
  return isNearQuota || wasFull(config, figures) || isOutdated(figures.version)
}

/**
 * What one report changed against the one before it: a quota passed, no room left, a version that is too old. Pure, of the
 * two facts and the config; the time is that of the report.
 */
export function levelEvents(config: LevelConfig, before: Figures | undefined, after: Figures): QuietEvent[] {
  const { timeMs: ms } = after
  const events: QuietEvent[] = []
  const add = (kind: EventKind, quietMs: number, why = ''): void => {
    events.push({ event: { ms, node: config.id, kind, why }, quietMs })
  }
  if (config.max_traffic > 0) {
    const { startMs } = periodAt(config, ms)
    const isSamePeriod = before !== undefined && periodAt(config, before.timeMs).startMs === startMs
    const [was, is] = [isSamePeriod ? usedShare(config, before) : 0, usedShare(config, after)]
    for (const [kind, share] of quotas) if (was < share && is >= share) add(kind, ms - startMs)
  }
  if (wasFull(config, after) && !(before !== undefined && wasFull(config, before))) add('full', fullQuietMs)
  if (isOutdated(after.version) && after.version !== before?.version)
    add('outdated_version', 0, after.version)
  return events
}
