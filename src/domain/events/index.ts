/** What other layers may use of this folder. */
export { checkerEvents, type Doubt } from './checker-events.ts'
export { eventOrder, sameEvent, type EventWindow } from './event-window.ts'
export { isOutdated } from './outdated.ts'
export { levelEvents, mayBeLevel, type LevelConfig, type QuietEvent } from './level-events.ts'
export { presenceEvents, type PresenceHistory } from './presence-events.ts'
export { reachEvents, unreachableTimes, type ReachHistory } from './reach-events.ts'
export { scheduledEvents, type ScheduleConfig } from './scheduled-events.ts'
