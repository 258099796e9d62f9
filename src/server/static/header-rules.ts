import { fillDestination, matchSource } from './source-pattern.ts'

/** What this server takes of `edgeone.json`: one source of headers and redirects for the platform and for it. */
export type SiteRules = {
  readonly redirects?: readonly { source: string; destination: string; statusCode: number }[]
  readonly headers?: readonly { source: string; headers: readonly { key: string; value: string }[] }[]
}

const pathsKeptMax = 512

/** Headers and redirects by path. */
export class HeaderRules {
  readonly #rules: SiteRules
  readonly #known = new Map<string, Readonly<Record<string, string>>>()

  constructor(rules: SiteRules) {
    this.#rules = rules
  }

  /** Headers of a path, names in lower case: every rule that matches, the later over the earlier. */
  headersFor(pathname: string): Readonly<Record<string, string>> {
    const known = this.#known.get(pathname)
    if (known !== undefined) return known
    const headers: Record<string, string> = {}
    for (const rule of this.#rules.headers ?? []) {
      if (matchSource(rule.source, pathname) === undefined) continue
      for (const { key, value } of rule.headers) headers[key.toLowerCase()] = value
    }
    // Anybody may ask for any path.
    if (this.#known.size >= pathsKeptMax) this.#known.clear()
    this.#known.set(pathname, headers)
    return headers
  }

  /** Where a path is sent on to. */
  redirectOf(pathname: string): { readonly location: string; readonly status: number } | undefined {
    for (const { source, destination, statusCode } of this.#rules.redirects ?? []) {
      const params = matchSource(source, pathname)
      if (params !== undefined) return { location: fillDestination(destination, params), status: statusCode }
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
