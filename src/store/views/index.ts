/** What other layers may use of this folder. */
export { listAllNodes } from './all-nodes.ts'
export { markAllDirty, markDirty } from './view-memory.ts'
export { readPublic, readStats, type PublicPage, type ViewAnswer } from './view.ts'
