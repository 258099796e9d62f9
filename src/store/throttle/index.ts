/** What other layers may use of this folder. */
export { addThrottleHit, sweepThrottle, throttleWaitMs, type ThrottleRule } from './throttle.ts'
