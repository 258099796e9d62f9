import * as v from 'valibot'

/** What one tick did. All zero when somebody else had the tick of this minute. */
export const TickAnswer = v.object({
  /** Pieces of work that were due and done. */
  due: v.number(),
  /** Nodes that were checked. */
  checked: v.number(),
  /** Messages that were sent. */
  alerted: v.number(),
  /** Seconds until there is something to do again. */
  next_due_s: v.number(),
})
export type TickAnswer = v.InferOutput<typeof TickAnswer>
