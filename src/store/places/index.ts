/** What other layers may use of this folder. */
export {
  addPlace,
  getPlace,
  listPlaces,
  noteSeen,
  revokePlace,
  type ListedPlace,
  type PlaceRecord,
} from './places.ts'
