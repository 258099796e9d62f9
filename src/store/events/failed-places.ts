import type { SiteEvent } from '../../contract/events.ts'
import { ownPlace, partsOfWhy, placeComma } from '../../contract/reasons.ts'
import { sitePlace } from '../../domain/evidence/index.ts'
import type { StoreContext } from '../context/context.ts'
import { placeNames } from '../places/index.ts'

/**
 * Events of which those that tell at which places a node could not be joined name the places instead of their ids. That
 * the site's own checker alone failed goes without saying; places that are revoked by now are left out. Names are read at
 * most once a minute.
 */
export async function withPlaceNames(ctx: StoreContext, events: readonly SiteEvent[]): Promise<SiteEvent[]> {
  const idsOf = ({ kind, why }: SiteEvent): readonly string[] =>
    kind === 'unreachable' ? partsOfWhy(why).places : []
  const others = new Set(events.flatMap(idsOf).filter((id) => id !== sitePlace))
  const names = await placeNames(ctx, [...others])
  const nameOf = (id: string): string | undefined =>
    id === sitePlace ? ownPlace : names.get(id)?.replaceAll(placeComma, ' ')
  return events.map((event) => {
    const ids = idsOf(event)
    if (ids.length === 0) return event
    const known = ids.flatMap((id) => nameOf(id) ?? [])
    const { code } = partsOfWhy(event.why)
    const isOwnAlone = known.every((name) => name === ownPlace)
    return { ...event, why: isOwnAlone ? code : `${code} ${known.join(placeComma)}` }
  })
}
