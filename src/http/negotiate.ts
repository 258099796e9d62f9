/** One range of an Accept header, in the order of the header. */
type Range = { readonly type: string; readonly q: number }

const rangesMax = 64

/** The ranges of a header (RFC 9110, 12.4.2), each with its weight, 1 where it has none that can be read; 64 at most. */
function rangesOf(header: string): Range[] {
  return header
    .split(',', rangesMax)
    .map((part) => {
      const [type = '', ...params] = part.split(';').map((text) => text.trim())
      const weight = params.find((param) => /^q\s*=/i.test(param))
      const q = Number(weight?.slice(weight.indexOf('=') + 1))
      return { type, q: q >= 0 && q <= 1 ? q : 1 }
    })
    .filter(({ type }) => type !== '')
}

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
 * the header; the default where nothing is acceptable, and without a header. Hono's `accepts` takes `*` and its like for
 * nothing. Languages are offered by their first subtag.
 */
export function negotiate<Offer extends string>(
  header: string | undefined,
  options: { readonly supports: readonly Offer[]; readonly default: Offer },
): Offer {
  const ranges = rangesOf(header ?? '')
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
