function opaqueOf(tag: string): string {
  return tag.replace(/^W\//, '')
}

/** Whether an If-None-Match field (RFC 9110 13.1.2: a list or `*`, compared weakly) names this entity tag. */
export function matchesTag(ifNoneMatch: string | null, tag: string): boolean {
  if (ifNoneMatch === null) return false
  if (ifNoneMatch.trim() === '*') return true
  for (const [listed] of ifNoneMatch.matchAll(/"[^"]*"/g)) if (listed === opaqueOf(tag)) return true
  return false
}
