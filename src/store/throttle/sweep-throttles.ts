import type { StoreContext } from '../context/context.ts'
import { sweptRules } from './rules.ts'
import { sweepThrottle } from './throttle.ts'

/** Rules that one sweep looks at until one has something expired. */
const rulesMax = 4

/** Sweeps expired hits of a random one of the rules, of the next ones where it has none: at most four lists. */
export async function sweepThrottles(ctx: StoreContext): Promise<void> {
  const first = ctx.random(1)[0] ?? 0
  for (let at = 0; at < rulesMax; at += 1) {
    const rule = sweptRules[(first + at) % sweptRules.length]
    if (rule !== undefined && (await sweepThrottle(ctx, rule)) > 0) return
  }
}
