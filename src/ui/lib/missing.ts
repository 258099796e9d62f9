/** Notes for whoever looks into the browser's console what the page goes on without. */
export function missing(what: string, error: unknown): void {
  console.warn('missing:', what, error)
}
