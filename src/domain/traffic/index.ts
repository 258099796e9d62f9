/** What other layers may use of this folder. */
export { changesOf, foldAccount, pointsOf } from './fold.ts'
export { daysLeft, periodAt, type Period } from './period.ts'
export {
  bytesSince,
  emptyAccount,
  seenIds,
  type TrafficAccount,
  type ReportFact,
  unseenFacts,
} from './traffic-account.ts'
export { bytesToGb, correctionBytes, correctionGb, gbToBytes } from './traffic.ts'
