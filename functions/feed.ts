export async function onRequest(context: EdgeContext): Promise<Response> {
  globalThis.__feed ??= await import('../src/edge/entries/feed.ts')
  return globalThis.__feed.handle(context)
}
