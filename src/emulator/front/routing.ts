import { fillDestination, matchSource } from '../../server/static/source-pattern.ts'

/** `.edgeone/routes.json` version 3, as far as it is used. */
export interface RoutesFile {
  routes: { handle?: string; src: string; dest?: string; 'server-name'?: string }[]
  conf: {
    headers?: { source: string; headers: { key: string; value: string }[] }[]
    redirects?: { source: string; destination: string; statusCode: number }[]
  }
}

export type Decision =
  | { to: 'redirect'; location: string; status: number }
  | { to: 'static' }
  | { to: 'edge' }
  | { to: 'node' }
  | { to: 'fallback'; file: string }

interface Rule {
  pattern: RegExp
  decision: Decision
}

function ruleOf(route: RoutesFile['routes'][number]): Rule {
  // `s`: an escaped line break is a character of a path like another.
  const pattern = new RegExp(route.handle === 'filesystem' ? route.src : anchored(route.src), 's')
  if (route.handle === 'filesystem') return { pattern, decision: { to: 'static' } }
  if (route['server-name'] === 'edge') return { pattern, decision: { to: 'edge' } }
  if (route['server-name'] === 'file')
    return { pattern, decision: { to: 'fallback', file: route.dest ?? '/404.html' } }
  return { pattern, decision: { to: 'node' } }
}

function anchored(source: string): string {
  return source.startsWith('^') ? source : `^${source}$`
}

/** The path by which is decided who answers: without percent escapes; one with a broken escape stays as it is. */
export function decodedPath(pathname: string): string {
  try {
    return decodeURIComponent(pathname)
  } catch (error) {
    if (error instanceof URIError) return pathname
    throw error
  }
}

/** Decides by EdgeOne's order who answers a path: redirect, static file, function (as sorted by the CLI), fallback. */
export class Routing {
  readonly #rules: Rule[]
  readonly #conf: RoutesFile['conf']

  constructor(file: RoutesFile) {
    this.#rules = file.routes.map(ruleOf)
    this.#conf = file.conf
  }

  decide(pathname: string): Decision {
    for (const { source, destination, statusCode } of this.#conf.redirects ?? []) {
      const params = matchSource(source, pathname)
      if (params)
        return { to: 'redirect', location: fillDestination(destination, params), status: statusCode }
    }
    return (
      this.#rules.find((rule) => rule.pattern.test(pathname))?.decision ?? {
        to: 'fallback',
        file: '/404.html',
      }
    )
  }

  /** Headers that edgeone.json sets on the path: all matching rules apply, the later wins. */
  headersFor(pathname: string): Map<string, string> {
    const headers = new Map<string, string>()
    for (const rule of this.#conf.headers ?? []) {
      if (!matchSource(rule.source, pathname)) continue
      for (const { key, value } of rule.headers) headers.set(key.toLowerCase(), value)
    }
    return headers
  }
}
