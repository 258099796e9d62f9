/** What other layers may use of this folder. */
export { noteRejected } from './check-and-reject-facts.ts'
