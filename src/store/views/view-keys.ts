/**
 * Views are caches: any of them may be deleted at any time and no answer changes.
 * `view_p` rows of the public list, `view_q` rows for query, /peer, badges and the feed, `view_c` configs for the next
 * rebuild. The first two are manifests, with the rows inline where there is one part; `view_p<shard>` are the parts.
 */
export type ViewKind = 'p' | 'q'

export function viewKey(kind: ViewKind, part = ''): string {
  return `view_${kind}${part}`
}
export function configViewKey(part = ''): string {
  return `view_c${part}`
}

/** The manifest of a site that has just outgrown one part; the old one is answered until all parts are there. */
export const growingViewKey = 'view_b'
/** Never written: reading it is how a request waits for another of its isolate. */
export const waitKey = 'view_w'

/** Nodes up to which a view has one part. */
export const onePartNodesMax = 1000
/** A view has one part again below this, so that it does not go back and forth. */
export const onePartAgain = { nodes: 700, bytes: 300_000, keys: 1000 } as const
/** A part beyond this is divided, or loses the ends of long notes. */
export const viewBytesMax = 500_000
