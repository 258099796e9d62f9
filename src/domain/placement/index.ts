/** What other layers may use of this folder. */
export { failPin, pinnedIds, setPins, type Pins } from './network-pins.ts'
export { offersOf, sumOffers, type Offer, type OfferSum } from './offers.ts'
export {
  drawRanks,
  filterKind,
  freeCapacity,
  matches,
  protocolBits,
  rendezvousOrder,
  roomOf,
  scoreOf,
  sizeOf,
  type Candidate,
  type Filter,
  type RankPriority,
  type Ranked,
} from './ranking.ts'
export { createRace, type Race } from './race.ts'
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
