import { decodedPath, type Routing } from './front/routing.ts'

/** A path that no file and no function has. */
const nowhere = '/.not-entered-again'

/**
 * Where a function's request to its own host goes, as on EdgeOne: to static files and Node functions of the server at
 * `front`, never into the edge again. Undefined for another host.
 */
export function rerouteOwnHost(
  url: URL,
  own: { origins: ReadonlySet<string>; routing: Routing; front: string },
): URL | undefined {
  if (!own.origins.has(url.origin)) return undefined
  const entersEdge = own.routing.decide(decodedPath(url.pathname)).to === 'edge'
  return new URL(entersEdge ? nowhere : url.pathname + url.search, own.front)
}
