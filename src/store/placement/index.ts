/** What other layers may use of this folder. */
export {
  connectionsOf,
  decodeCandidateRow,
  detailsOf,
  evidenceOfRow,
  figuresOfRow,
  hasCredentials,
  idOfLine,
  nameOf,
  offeredOf,
  type CandidateFigures,
  type CandidateRow,
} from './candidate-rows.ts'
export { figuresOfLine, type LineFigures } from './line-figures.ts'
export { offeredRows, pagedRows, rowsWithDrained, someLines, someRows } from './candidates.ts'
export { readGivenOrder } from './given-order.ts'
export { readKeyedOrder, type Order } from './keyed-order.ts'
export { readSharedList, type SharedWanted } from './shared-list.ts'
export { readFreeOrder, readScoredOrder } from './keyless-order.ts'
