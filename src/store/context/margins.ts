import { minuteMs } from '../../domain/values/index.ts'

/**
 * What the design waits for, all in ms. A write is seen everywhere within 60 s, two clocks are at most 5 s apart, and a
 * request is over within 30 s: each margin is more than what it stands against. Tests run them at 0 to show that
 * they are needed.
 */
export type Margins = {
  /** A write that is this old is seen everywhere, whatever the clocks say. */
  readonly visibleMs: number
  /** A report's fact may go when its fold is this old: no fold of a stale copy can miss it. */
  readonly foldMs: number
  /**
   * A live fact may go when the one after it is this old: deleted sooner, a place that sees the deletion before the
   * newer fact would see none, and the node would drop off its lists.
   */
  readonly successorMs: number
  /** A sweep touches nothing younger: it may be in the making elsewhere. */
  readonly settledMs: number
  /**
   * A number given to a node is told when this old: whoever gave it to another node, or the node another number, before he
   * could see that, is seen by then.
   */
  readonly claimMs: number
}

export const margins: Margins = {
  visibleMs: 2 * minuteMs,
  foldMs: 3 * minuteMs,
  successorMs: 2 * minuteMs,
  settledMs: 10 * minuteMs,
  claimMs: 4 * minuteMs,
}

/** The margins of a context: those above unless a test says otherwise. */
export function marginsOf(ctx: { readonly margins?: Margins }): Margins {
  return ctx.margins ?? margins
}
