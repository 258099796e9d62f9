export async function onRequest(context: EdgeContext): Promise<Response> {
  globalThis.__badge ??= await import('#edge/badge')
  return globalThis.__badge.handle(context)
}
