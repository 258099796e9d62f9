/** What other layers may use of this folder. */
export { listAllNodes } from './all-nodes.ts'
export { readPublic, type ListPage, type PublicPage } from './list-page.ts'
export { listCells, listColumns, someListCells } from './list-rows.ts'
export { readStats, type SiteStats } from './site-stats.ts'
export { markAllDirty, markDirty } from './view-memory.ts'
export { sweep } from '../sweep/sweep-nodes.ts'
export { rememberText } from './view-value.ts'
