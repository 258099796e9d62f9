import { compileSource, fillDestination, type SourceMatch } from './source-pattern.ts'

/** What this server takes of `edgeone.json`: one source of headers and redirects for the platform and for it. */
export type SiteRules = {
  readonly redirects?: readonly { source: string; destination: string; statusCode: number }[]
  readonly headers?: readonly { source: string; headers: readonly { key: string; value: string }[] }[]
}

export type PathRules = {
  /** Names in lower case: every rule that matches, the later over the earlier. */
  readonly headers: Readonly<Record<string, string>>
  readonly redirect: { readonly location: string; readonly status: number } | undefined
}

const pathsKeptMax = 512

/** Headers and redirects by path. */
export class HeaderRules {
  readonly #headers: readonly {
    readonly match: SourceMatch
    readonly headers: readonly { key: string; value: string }[]
  }[]
  readonly #redirects: readonly {
    readonly match: SourceMatch
    readonly destination: string
    readonly status: number
  }[]
  readonly #known = new Map<string, PathRules>()

  constructor(rules: SiteRules) {
    this.#headers = (rules.headers ?? []).map(({ source, headers }) => ({
      match: compileSource(source),
      headers,
    }))
    this.#redirects = (rules.redirects ?? []).map(({ source, destination, statusCode }) => ({
      match: compileSource(source),
      destination,
      status: statusCode,
    }))
  }

  /** What the rules say of a path. Answers of the last paths are kept: most requests are for a few of them. */
  of(pathname: string): PathRules {
    const known = this.#known.get(pathname)
    if (known !== undefined) return known
    const found = { headers: this.#headersOf(pathname), redirect: this.#redirectOf(pathname) }
    // Anybody may ask for any path.
    if (this.#known.size >= pathsKeptMax) this.#known.clear()
    this.#known.set(pathname, found)
    return found
  }

  #headersOf(pathname: string): Readonly<Record<string, string>> {
    const headers: Record<string, string> = {}
    for (const rule of this.#headers) {
      if (rule.match(pathname) === undefined) continue
      for (const { key, value } of rule.headers) headers[key.toLowerCase()] = value
    }
    return headers
  }

  #redirectOf(pathname: string): PathRules['redirect'] {
    for (const { match, destination, status } of this.#redirects) {
      const params = match(pathname)
      if (params !== undefined) return { location: fillDestination(destination, params), status }
    }
    return undefined
  }
}

/** The rules in the text of an `edgeone.json`. Throws SyntaxError, or an Error when it is none. */
export function parseSiteRules(text: string): SiteRules {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || !('headers' in value) || !Array.isArray(value.headers)) {
    throw new Error('edgeone.json has no headers')
  }
  return value as SiteRules
}
