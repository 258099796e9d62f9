/** What other layers may use of this folder. */
export { readLastTick, writeLastTick, type LastTick } from './last-tick.ts'
export { placeLease, sweepTickMarks, type Lease } from './lease.ts'
export { newKeyLease } from './new-key-lease.ts'
