/** What other layers may use of this folder. */
export {
  sweepThrottle,
  deleteThrottleHits,
  putThrottleHit,
  readThrottleWaitMs,
  type ThrottleSubject,
} from './throttle.ts'
export { noteGivenNodes, quietNodes, readGivenNodes, type GivenNodes } from './given-nodes.ts'
export { hitMemory, refuseInMemory, type MemoryHit } from './throttle-memory.ts'
export { siteMailRule, sweptRules, throttles } from './rules.ts'
export { sweepThrottles } from './sweep-throttles.ts'
export type { ThrottleRule } from './throttle-rule.ts'
