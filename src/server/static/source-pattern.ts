export type SourceMatch = (pathname: string) => Record<string, string> | undefined

/**
 * A `source` of edgeone.json: exact, with `:name` for one segment, or with one `*` for the rest (`:splat` in a
 * destination). The matcher returns what matched by name, or undefined.
 */
export function compileSource(source: string): SourceMatch {
  const names: string[] = []
  const pattern = source.replace(/:[A-Za-z_]\w*|\*|[^\w/]/g, (part) => {
    if (part === '*') return push(names, 'splat', '(.*)')
    if (part.length > 1) return push(names, part.slice(1), '([^/]+)')
    return `\\${part}`
  })
  const whole = new RegExp(`^${pattern}$`)
  return (pathname) => {
    const match = whole.exec(pathname)
    return match === null
      ? undefined
      : Object.fromEntries(names.map((name, index) => [name, match[index + 1] ?? '']))
  }
}

/** The same for a source that is asked once. */
export function matchSource(source: string, pathname: string): Record<string, string> | undefined {
  return compileSource(source)(pathname)
}

function push(names: string[], name: string, group: string): string {
  names.push(name)
  return group
}

/** A `destination` with the matched parts put in. */
export function fillDestination(destination: string, params: Record<string, string>): string {
  return destination.replace(/:([A-Za-z_]\w*)/g, (whole, name: string) => params[name] ?? whole)
}
