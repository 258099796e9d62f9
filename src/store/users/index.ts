/** What other layers may use of this folder. */
export { setUserEnabled } from './disabled-users.ts'
export {
  deletePending,
  deleteResets,
  linkLifeMs,
  listAllPending,
  listPending,
  pickShard,
  putPending,
  putReset,
  readPending,
  readReset,
  resetLifeMs,
  sweepLinks,
  type PendingRecord,
} from './mail-tokens.ts'
export { deleteSessions, listSessions, newestSessionEnds, noteSession } from './session-records.ts'
export { nextFactMs, type SecondFactor, type UserFacts, type UserState } from './user-facts.ts'
export {
  addUserFact,
  clockSkewMs,
  createUser,
  deleteUserRecords,
  listUserStates,
  putRehash,
  readRehash,
  readUserFacts,
  readUserRecord,
  setPassword,
  type UserRecord,
} from './users.ts'
