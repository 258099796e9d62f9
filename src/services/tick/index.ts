/** What other layers may use of this folder. */
export { driveByTraffic } from './drive-by-traffic.ts'
export { tickAgeMs } from './tick-age.ts'
export { tick } from './tick.ts'
