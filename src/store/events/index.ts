/** What other layers may use of this folder. */
export { deriveEvents } from './derive-events.ts'
export {
  eventName,
  listEvents,
  listEventsSince,
  writeEvents,
  type EventPage,
  type EventPosition,
} from './event-log.ts'
export { sweepEvents } from './sweep-events.ts'
export { kindCode, kindOfCode } from './event-keys.ts'
