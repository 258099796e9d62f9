/** What other layers may use of this folder. */
export { events } from './events.ts'
export { feedEvents, renewFeedKey, type FeedEvents } from './feed-events.ts'
export { eventIdOf } from './event-id.ts'
export type { SeenNode } from './visible-events.ts'
