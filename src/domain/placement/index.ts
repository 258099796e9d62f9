/** What other layers may use of this folder. */
export { failPin, pinnedIds, setPins, type Pins } from './network-pins.ts'
export { offersOf, sumOffers, type Offer, type OfferSum } from './offers.ts'
export {
  freeCapacity,
  matches,
  rendezvousOrder,
  roomOf,
  scoreOf,
  sizeOf,
  type Candidate,
  type Filter,
  type RankPriority,
  weightedOrder,
  weightedRanks,
  type Ranked,
} from './ranking.ts'
export { canDial, clientKindOf, dialBits, type ClientKind } from './dialling.ts'
export { createRace, type Race } from './race.ts'
export { askedBefore, atStep, noteTurn, type Asker, type Askers } from './recent-askers.ts'
export { seatsAt, takeSeat, type Seat } from './shared-seats.ts'
export { hasTag, tagsOf } from './tags.ts'
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
