import type { ServiceContext } from '../context/context.ts'
import { readPublic, type PublicPage, type ViewAnswer } from '../../store/views/index.ts'

/** The public list, as text that the store has ready. Throws view_rebuilding. */
export function publicNodes(ctx: ServiceContext, input: PublicPage): Promise<ViewAnswer> {
  return readPublic(ctx, input)
}
