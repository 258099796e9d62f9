/** /api/*, loaded once an isolate: the platform runs this module body on every request. */
export async function onRequest(context: EdgeContext): Promise<Response> {
  globalThis.__api ??= await import('#edge/api')
  return globalThis.__api.handle(context)
}
