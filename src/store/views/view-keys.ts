/**
 * Views are caches: any of them may be deleted at any time and no answer changes.
 * `view_p` public rows, `view_q` rows for query, /peer, badges and the feed, `view_c` configs for the next rebuild.
 * Up to about a thousand nodes each is one value; above it is a manifest and 36 parts by the shard of the node's id.
 */
export function publicViewKey(part = ''): string {
  return `view_p${part}`
}
export function candidatesViewKey(part = ''): string {
  return `view_q${part}`
}
export function configViewKey(part = ''): string {
  return `view_c${part}`
}

/** Parts built so far of a site that has just outgrown one value; the whole view is answered until all are there. */
export const buildingViewKey = 'view_b'

/** Nodes up to which a view is one value. */
export const wholeViewNodesMax = 1000
/** A view value beyond this is cut into parts, or loses the ends of long notes. */
export const viewBytesMax = 500_000
