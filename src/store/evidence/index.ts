/** What other layers may use of this folder. */
export { addResults, type NewResult } from './add-results.ts'
export { foldEvidence } from './fold-evidence.ts'
export type { HistoryRecord } from './history-record.ts'
export { readCheckLatency, type CheckLatency } from './check-latency.ts'
export { readLooks, type Looks } from './read-evidence.ts'
export { readNodeChecks, type PlaceChecks } from './node-checks.ts'
export { checkedUrls, evidenceIn, readEvidence } from './node-evidence.ts'
