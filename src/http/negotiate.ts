/** One range of an Accept header as Hono parses it, in the order of the header. */
type Range = { readonly type: string; readonly q: number }

/** How exactly a range names a media type or language: 0 not at all, 1 by a wildcard, more by its parts. */
function exactness(range: string, offered: string): number {
  const wanted = range.toLowerCase()
  if (wanted === offered) return 3
  if (wanted === '*' || wanted === '*/*') return 1
  if (wanted.endsWith('/*')) return offered.startsWith(wanted.slice(0, -1)) ? 2 : 0
  return !offered.includes('/') && wanted.startsWith(`${offered}-`) ? 2 : 0
}

type Match = { readonly q: number; readonly exactness: number; readonly at: number }

/** The most exact range decides about an offer, not the weightiest (RFC 9110, 12.5.1). */
function matchOf(ranges: readonly Range[], offered: string): Match {
  let best: Match = { q: 0, exactness: 0, at: ranges.length }
  for (const [at, { type, q }] of ranges.entries()) {
    const found = exactness(type, offered)
    if (found > best.exactness) best = { q, exactness: found, at }
  }
  return best
}

/**
 * Which of the offers a header of ranges likes best: by weight, then by how exactly it is named, then by the order of
 * the header; the default where nothing is acceptable. Given to Hono's `accepts`, which by itself takes `*` and its like for
 * nothing. Languages are offered by their first subtag.
 */
export function matchByWeight(
  ranges: readonly Range[],
  options: { readonly supports: readonly string[]; readonly default: string },
): string {
  const [best] = options.supports
    .map((offer) => ({ offer, ...matchOf(ranges, offer) }))
    .filter(({ q }) => q > 0)
    .sort(
      (a, b) =>
        b.q - a.q ||
        b.exactness - a.exactness ||
        a.at - b.at ||
        Number(b.offer === options.default) - Number(a.offer === options.default),
    )
  return best?.offer ?? options.default
}
