/** What other layers may use of this folder. */
export { noEvidence, type Evidence, type Reachability } from './evidence.ts'
