/** Quotes an opaque tag as a weak entity tag: the same content may come in another serialisation. */
export const weakTag = (opaque: string): string => `W/"${opaque}"`

/** Whether an If-None-Match field (RFC 9110 13.1.2: a list or `*`, compared weakly) names this opaque tag. */
export const matchesTag = (ifNoneMatch: string | null, opaque: string): boolean => {
  if (ifNoneMatch === null) return false
  if (ifNoneMatch.trim() === '*') return true
  for (const [, tag] of ifNoneMatch.matchAll(/(?:W\/)?"([^"]*)"/g)) if (tag === opaque) return true
  return false
}
