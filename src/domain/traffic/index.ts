/** What other layers may use of this folder. */
export { aheadMaxMs } from './clock-back.ts'
export { counterWarnings, type CounterWarnings } from './counter-warnings.ts'
export { accountAt, changesOf, chartDays, foldAccount, pointsOf } from './fold.ts'
export { figuresOfDay, type DayFigures } from './day-figures.ts'
export { ownSum } from './counters.ts'
export { looksLikeSums } from './own-sums.ts'
export { daysLeft, periodAt, type Period, type PeriodRule } from './period.ts'
export {
  bytesSince,
  emptyAccount,
  seenIds,
  type StateChange,
  type TrafficAccount,
  type ReportFact,
  unseenFacts,
} from './traffic-account.ts'
export { bytesToGb, correctionBytes, correctionGb, gbToBytes } from './traffic.ts'
