/** What other layers may use of this folder. */
export { authenticatePlace } from './keys.ts'
export { allPlaces, createPlace, endPlace } from './manage-places.ts'
export { proberResults, proberWork } from './prober.ts'
