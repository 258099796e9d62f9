/** What other layers may use of this folder. */
export { decode36, encode36 } from './base36.ts'
export { hash53 } from './hash.ts'
export { ipSubject } from './ip-subject.ts'
export {
  dayMs,
  defaultZoneMs,
  historyDays,
  hourMs,
  isoTime,
  isoTimeOrNull,
  minuteMs,
  slotMs,
  slotOf,
  slotsPerDay,
  utcDayOf,
  zoneDayOf,
} from './time.ts'
