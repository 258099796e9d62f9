/** What other layers may use of this folder. */
export { connectionsOf, detailsOf, nameOf, type CandidateRow } from './candidate-rows.ts'
export { someRows } from './candidates.ts'
export { readKeyedOrder, type Order } from './keyed-order.ts'
export { readFreeOrder } from './keyless-order.ts'
export { answerQuery } from './query-answer.ts'
