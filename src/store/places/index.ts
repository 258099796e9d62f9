/** What other layers may use of this folder. */
export {
  addPlace,
  getPlace,
  listPlaces,
  noteSeen,
  placeNames,
  revokePlace,
  type ListedPlace,
  type PlaceRecord,
} from './places.ts'
