/** A path of which `/` alone ends in a slash. */
export function withoutTrailingSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path
}

/** Path of a request, still percent-encoded: Hono decodes each parameter by itself. */
export function pathOf(request: Request): string {
  return withoutTrailingSlash(new URL(request.url).pathname)
}
