/** What other layers may use of this folder. */
export { failPin, pinnedIds, setPins, type Pins } from './network-pins.ts'
export {
  freeCapacity,
  matches,
  mayMatch,
  offersOf,
  protocolBits,
  protocolOrder,
  rendezvousOrder,
  roomOf,
  scoreOf,
  sizeOf,
  type Candidate,
  type Filter,
  type RankPriority,
  weightedOrder,
} from './ranking.ts'
export { askedBefore, atStep, noteTurn, type Asker, type Askers } from './recent-askers.ts'
export { pickStratified, type StrataPositions } from './stratified-pick.ts'
export {
  addHandout,
  admitSource,
  createHandouts,
  handedOut,
  releaseSource,
  takeBackHandout,
  type Handouts,
} from './unreported-handouts.ts'
