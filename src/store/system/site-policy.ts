import type { ListingRule } from '../../contract/vocabulary.ts'
import { limits } from '../../contract/limits.ts'
import type { StoreContext } from '../context/context.ts'
import { loadSettings } from './settings.ts'

/** How far the site believes what nodes claim, and whom it gives how much. */
export type SitePolicy = {
  /** Connections that a node is trusted with at most, whatever it has been seen to carry. */
  readonly placesMax: number
  /** Share of the hand-outs, 0 to 1, that one owner's nodes have at most while others have room. */
  readonly ownerShareMax: number
  readonly listing: ListingRule
  /** Clients that ask over IPv4 have IPv6 as well. */
  readonly reachesIpv6: boolean
}

/** The policy by the settings: one get where they are not in the isolate's memory. */
export async function loadPolicy(ctx: StoreContext): Promise<SitePolicy> {
  const stored = await loadSettings(ctx)
  return {
    placesMax: stored.handout_places_max ?? limits.handoutPlacesMax,
    listing: stored.listing ?? 'open',
    ownerShareMax: (stored.handout_owner_percent ?? limits.handoutOwnerPercent) / 100,
    reachesIpv6: stored.site_ipv6 === 1,
  }
}
