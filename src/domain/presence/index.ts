/** What other layers may use of this folder. */
export { answeredChanges, cutAnswers, timesOfChanges, withAnswers, type AnsweredChange } from './answered.ts'
export {
  countStrip,
  extendStrip,
  noDay,
  toApiDays,
  type StripCounts,
  uptimeOf,
  uptimeOfCounts,
} from './days.ts'
export { overlayOff } from './events.ts'
export { deadlineMs, intervalOf } from './interval.ts'
export {
  answeredFigures,
  carryFigures,
  completeLive,
  continueLive,
  extendWindow,
  stripOf,
  type LiveFigures,
  type SlotFigures,
  windowSlots,
} from './live-figures.ts'
export { isOff, mergeOff, offAfterEdit, offWithExpiry, type OffInterval } from './off.ts'
export {
  addSiteDays,
  addToWindow,
  addTotals,
  addWindow,
  emptySiteDays,
  emptyTotals,
  emptyWindow,
  siteHistory,
  type SiteDays,
  type SiteHistory,
  type SiteWindow,
  type SlotTotals,
  type Totals,
} from './site-totals.ts'
export { type Presence, walkSlots } from './slots.ts'
export { healthRing, lastDayDown, ringUnitMs, type HealthRing, type LastDay } from './health-ring.ts'
export { plansAfterEdit, weeklyTimes, windowsInForce, type WeeklyPlan, type WeeklyWindow } from './weekly.ts'
export { bandwidthLimit, isFull, isOnline, isUp, stateOf, statusSinceMs } from './state.ts'
