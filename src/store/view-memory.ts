import type { StoreContext } from './ports.ts'

/** Makes the next read of a view in this isolate rebuild it first: somebody changed what it shows. */
export const markDirty = (ctx: StoreContext): void => {
  ctx.memory.dirtyMs = ctx.clock()
}
