/** What other layers may use of this folder. */
export {
  addPlace,
  getPlace,
  listPlaces,
  noteSeen,
  placeNames,
  revokedPlaces,
  revokePlace,
  type ListedPlace,
  type PlaceRecord,
  type RevokedPlaces,
} from './places.ts'
