/**
 * A `source` of edgeone.json: exact, with `:name` for one segment, or with one `*` for the rest (`:splat` in a
 * destination). Returns what matched by name, or undefined.
 */
export function matchSource(source: string, pathname: string): Record<string, string> | undefined {
  const names: string[] = []
  const pattern = source.replace(/:[A-Za-z_]\w*|\*|[^\w/]/g, (part) => {
    if (part === '*') return push(names, 'splat', '(.*)')
    if (part.length > 1) return push(names, part.slice(1), '([^/]+)')
    return `\\${part}`
  })
  const match = new RegExp(`^${pattern}$`).exec(pathname)
  if (!match) return undefined
  return Object.fromEntries(names.map((name, index) => [name, match[index + 1] ?? '']))
}

function push(names: string[], name: string, group: string): string {
  names.push(name)
  return group
}

/** A `destination` with the matched parts put in. */
export function fillDestination(destination: string, params: Record<string, string>): string {
  return destination.replace(/:([A-Za-z_]\w*)/g, (whole, name: string) => params[name] ?? whole)
}
