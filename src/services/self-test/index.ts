/** What other layers may use of this folder. */
export { lastRun } from './last-run.ts'
export { mayTest } from './may-test.ts'
export { selfTest } from './self-test.ts'
