import type { SiteEvent } from '../../contract/events.ts'
import { checkerEvents, type EventWindow } from '../../domain/events/index.ts'
import { doubtfulSince, sitePlace } from '../../domain/evidence/index.ts'
import type { StoreContext } from '../context/context.ts'
import type { Looks } from '../evidence/index.ts'
import { listPlaces } from '../places/index.ts'

/** What is new of places that are in doubt, and that they no longer are. Costs nothing where none is, else their names. */
export async function eventsOfPlaces(
  ctx: StoreContext,
  looks: Looks,
  told: readonly SiteEvent[],
  window: EventWindow,
): Promise<SiteEvent[]> {
  const since = new Map<string, number>()
  for (const [place, seen] of looks) {
    const sinceMs = doubtfulSince(seen, window.untilMs)
    if (sinceMs !== undefined) since.set(place, sinceMs)
  }
  const isOwnAlone = since.size === 0 || (since.size === 1 && since.has(sitePlace))
  const places = isOwnAlone ? [] : await listPlaces(ctx)
  const names = new Map([[sitePlace, ''], ...places.map(({ place: { id, name } }) => [id, name] as const)])
  const doubts = [...since].flatMap(([place, sinceMs]) => {
    const name = names.get(place)
    return name === undefined ? [] : [{ sinceMs, name }]
  })
  return checkerEvents(doubts, told, window)
}
