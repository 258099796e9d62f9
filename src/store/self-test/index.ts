/** What other layers may use of this folder. */
export { readLastSelfTest, writeLastSelfTest, type LastSelfTestRecord } from './last-self-test.ts'
export {
  deleteTrials,
  isOpenRun,
  listTrials,
  listedTrials,
  longestTrials,
  newRun,
  putTrials,
  sweepTrials,
  trialOf,
} from './trials.ts'
