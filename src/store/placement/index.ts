/** What other layers may use of this folder. */
export {
  connectionsOf,
  detailsOf,
  evidenceOfRow,
  figuresOfRow,
  hasCredentials,
  nameOf,
  offeredOf,
  type CandidateFigures,
  type CandidateRow,
} from './candidate-rows.ts'
export { rowsWithDrained, someRows } from './candidates.ts'
export { readKeyedOrder, type Order } from './keyed-order.ts'
export { readSharedList, type SharedWanted } from './shared-list.ts'
export { readFreeOrder, readScoredOrder } from './keyless-order.ts'
