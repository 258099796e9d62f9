/** What other layers may use of this folder. */
export { checkCodeOf, checkCodes, verdictOf, type CheckCode } from './check-codes.ts'
export { checksPerMinute, dueChecks, type CheckedNode, type DueCheck } from './due.ts'
export { noEvidence, type Evidence } from './evidence.ts'
export {
  evidenceOf,
  evidenceOfFindings,
  findingsOf,
  lookedMs,
  medianOf,
  type PlaceFinding,
} from './evidence-of.ts'
export { addToHistory, emptyHistory, type CheckHistory, type CheckSlot } from './history.ts'
export { toldResults } from './hindsight.ts'
export { bySide, carrierIn, latencyAmong, otherLatencies, regionOf, sideOfCaller, whereIs } from './sides.ts'
export { checkSeries, type CheckSeries } from './series.ts'
export { doubtfulSince, isDoubtful, looksOf, vouchMs, type PlaceLooks } from './looks.ts'
export {
  addressTag,
  controlNode,
  isGood,
  placeIdOf,
  resultId,
  sideOf,
  sitePlace,
  type Result,
} from './result.ts'
