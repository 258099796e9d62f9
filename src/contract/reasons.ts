/** Stands between the places of an event's `why`. */
export const placeComma = '、'
/** Stands for the site's own checker among them, for which each language has its word. */
export const ownPlace = '-'

/** What an event's `why` is made of: a code of a check, and where it failed, such as `refused -、Frankfurt`. */
export function partsOfWhy(why: string): { readonly code: string; readonly places: readonly string[] } {
  const end = why.indexOf(' ')
  return end < 0
    ? { code: why, places: [] }
    : { code: why.slice(0, end), places: why.slice(end + 1).split(placeComma) }
}
