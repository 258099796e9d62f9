import type { SiteContext } from '../context/context.ts'
import { giveNumbers } from '../../store/numbers/index.ts'
import { someRows } from '../../store/placement/index.ts'

/**
 * Gives small numbers to listed nodes once a check has proven them, and renews those of nodes that are there. Bounded; what
 * is left comes in the next run. Throws view_rebuilding.
 */
export async function numberNodes(ctx: SiteContext): Promise<void> {
  const rows = await someRows(ctx)
  const worthy = rows.filter(({ isProven }) => isProven).map(({ id }) => id)
  await giveNumbers(ctx, new Set(rows.map(({ id }) => id)), worthy)
}
