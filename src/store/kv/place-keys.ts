/*
 * pl_<id>   record: a place that checks nodes for the site; written once
 * px_<id>   mark: its key is revoked
 * pv_<id>   record: what it last said of itself; one writer, the place
 */

export const placesPrefix = 'pl_'
export const revokedPlacesPrefix = 'px_'

/** The record of a place. */
export function placeKey(id: string): string {
  return `${placesPrefix}${id}`
}
/** The mark that its key is revoked. */
export function revokedPlaceKey(id: string): string {
  return `${revokedPlacesPrefix}${id}`
}
/** What it last said of itself. */
export function placeVersionKey(id: string): string {
  return `pv_${id}`
}
