import { causes } from './check-causes.ts'
import type { checks as source } from '../zh-CN/node-checks.ts'

export const checks: Readonly<Record<keyof typeof source, string>> = {
  checks: 'Checks and reports',
  checksBoth: 'Reports online, and can be joined',
  checksSilent: 'Joined, but no report for {d}',
  checksBare: 'Joined; it has no reporter',
  checksOffline: 'Reports offline, yet can be joined',
  checksUnreachable: 'Reports online, cannot be joined: {why}, since {t}',
  checksDown: 'No reports, and cannot be joined: {why}, since {t}',
  checksRefused: 'Answers, but takes no foreign networks; not handed out',
  checksSome: 'Cannot be joined from some places: {why}, since {t}',
  checksNone: 'Not checked in the last hour',
  checkOwn: 'This site',
  checkJoined: 'Joined',
  checkRefused: 'Answers, takes no foreign networks',
  checkFailed: '{why}, since {t}',
  checkUnlooked: 'Not checked in the last hour',
  latencyMeasured: 'Latency (measured)',
  latencySaid: 'Latency (as the node says)',
  latencyFigure: 'median {m} · p95 {p}',
  latencyNone: 'Nothing was measured in this time',
  latencyRange: 'Range',
  latencyPlace: 'Place',
  everyPlace: 'All places',
  chartMeasured: 'Line chart of the measured latency',
  ...causes,
}
