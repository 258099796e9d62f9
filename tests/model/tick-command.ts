import { tick } from '../../src/services/tick/tick.ts'
import { accountContext } from '../support/accounts.ts'
import type { SimContext } from '../support/kv/context.ts'
import type { SimKv } from '../support/kv/sim-kv.ts'

/** A tick at the place of the context, with what it starts behind itself. Throws what the store throws. */
export async function runTick(world: SimKv, ctx: SimContext): Promise<void> {
  await tick({ ...accountContext(world), ...ctx })
  await ctx.background()
}
