/** What other layers may use of this folder. */
export { addCheckResult, noteRejected } from './check-and-reject-facts.ts'
