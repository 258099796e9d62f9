import { type NamedHost, parseHost } from './own-hosts.ts'

/** A request target, read once: what is routed, served and handed on is this and nothing else. */
export type Target = {
  /** Percent-encoded as it came, dot segments resolved. */
  readonly pathname: string
  /** With its question mark, or ''. */
  readonly search: string
  /** Of an absolute-form target; it wins over the Host field (RFC 9112, 3.2.2). */
  readonly host: NamedHost | undefined
}

/** A path whose text is already what a parser would make of it, and so needs none. */
const plainPath = /^\/(?!\/)[A-Za-z0-9_~$&'()*+,;=:@/-]*$/

/** Reads origin-form and absolute-form (RFC 9112, 3.2); undefined for anything else. */
export function parseTarget(text: string): Target | undefined {
  if (text.startsWith('/')) return parsePath(text, undefined)
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(text)
  const host = absolute && parseHost(absolute[1] ?? '')
  if (!host) return undefined
  const rest = absolute[2] ?? ''
  return parsePath(rest.startsWith('/') ? rest : `/${rest}`, host)
}

function parsePath(text: string, host: NamedHost | undefined): Target | undefined {
  if (plainPath.test(text)) return { pathname: text, search: '', host }
  const query = text.indexOf('?')
  const path = query === -1 ? text : text.slice(0, query)
  // A parser of addresses takes a backslash for a slash and drops what is behind a hash.
  if (/[\\#\s]/.test(path) || text.includes('#')) return undefined
  // The authority is fixed, so that nothing in the text can become one.
  const { pathname, search } = new URL(`http://target${text}`)
  return { pathname, search, host }
}

/** Whether a path is one of the API, whose errors have the contract's envelope. */
export function isApiPath(pathname: string): boolean {
  return pathname === '/api' || pathname.startsWith('/api/')
}
