import { hourMs } from '../../domain/values/index.ts'

/** Bounds of what one tick tells. */
export const alertLimits = {
  /** An edge function may send 64 requests. */
  messagesMax: 40,
  atOnce: 8,
  /** No message is begun later in a tick of 20 s: the last ones take up to 10 s. */
  beginMs: 9000,
  itemsMax: 200,
  /** Events of a day and a bit: what is older has been told or given up. */
  lookBackMs: 26 * hourMs,
  eventsMax: 5000,
  nodesMax: 400,
  /** Nodes that nobody can join whose last report is looked up. */
  reportsMax: 64,
} as const
