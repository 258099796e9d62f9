/** What other layers may use of this folder. */
export { batchCheck } from './batch-check.ts'
export { callChecker, type CheckerReply } from './call.ts'
export { checkHealth } from './check-health.ts'
export { check } from './check.ts'
export { checkerOf, type Checker } from './target.ts'
