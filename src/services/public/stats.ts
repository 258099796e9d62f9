import { readStats, type ViewAnswer } from '../../store/view.ts'
import type { ServiceContext } from '../context.ts'

/** Totals of the site and its last 24 hours. Throws view_rebuilding. */
export function stats(ctx: ServiceContext): Promise<ViewAnswer> {
  return readStats(ctx)
}
