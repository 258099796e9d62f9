/** What other layers may use of this folder. */
export { batchCheck } from './batch-check.ts'
export { checkHealth } from './check-health.ts'
export { check } from './check.ts'
