/** What other layers may use of this folder. */
export { toNewResult } from './new-result.ts'
export { runRound } from './run-round.ts'
