/** What other layers may use of this folder. */
export { failPin, pinnedIds, setPins, type Pins } from './network-pins.ts'
export { offersOf, sumOffers, type Offer, type OfferSum } from './offers.ts'
export {
  drawRanks,
  filterKind,
  freeCapacity,
  matches,
  protocolBits,
  priorityFrom,
  rankPriorities,
  rendezvousOrder,
  roomOf,
  scoreOf,
  sizeOf,
  type Candidate,
  type Filter,
  type RankPriority,
  type Ranked,
} from './ranking.ts'
export { listingState, noMarks, type ListingMarks } from './listing.ts'
export { needsIpv6, needsNewCore, offeredAddresses } from './dialling.ts'
export {
  createFailedHandouts,
  failedWithinMs,
  noteFailure,
  weightLeft,
  type FailedHandouts,
} from './failed-handouts.ts'
export { ownerFactors, triesUnproven, unprovenFactor, unprovenShareMax } from './shares.ts'
export { believedMbps, isProven, mayBeGivenOut, provenUntilMs, relays, trustOf, type Trust } from './trust.ts'
export { createRace, type Race } from './race.ts'
export { askedBefore, atStep, noteTurn, type Asker, type Askers } from './recent-askers.ts'
export { seatsAt, takeSeat, type Seat } from './shared-seats.ts'
export { hasTag, tagsOf } from './tags.ts'
export { createStrata, pickStratified, type StrataPositions } from './stratified-pick.ts'
export {
  addHandout,
  admitSource,
  createHandouts,
  handedOut,
  releaseSource,
  takeBackHandout,
  type Handouts,
} from './unreported-handouts.ts'
