/** Lets pages of any origin read the answer. Nothing here uses cookies, so `*` gives nobody more than curl has. */
export function setCors(headers: Headers): void {
  headers.set('access-control-allow-origin', '*')
  headers.set('access-control-expose-headers', 'ETag, Retry-After, X-Request-Id')
}

/** Answer to OPTIONS: the methods of the path, and for an open path what a preflight asks for. */
export function respondOptions(allow: string, cors: boolean): Response {
  const headers = new Headers({ allow, 'cache-control': 'no-store' })
  if (cors) {
    headers.set('access-control-allow-methods', allow)
    headers.set('access-control-allow-headers', 'Content-Type, If-None-Match, X-API-Key')
    headers.set('access-control-max-age', '86400')
  }
  return new Response(null, { status: 204, headers })
}
