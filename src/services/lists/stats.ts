import type { ServiceContext } from '../context/context.ts'
import { readStats, type ViewAnswer } from '../../store/views/index.ts'

/** Totals of the site and its last 24 hours. Throws view_rebuilding. */
export function stats(ctx: ServiceContext): Promise<ViewAnswer> {
  return readStats(ctx)
}
