export async function onRequest(context: EdgeContext): Promise<Response> {
  globalThis.__feed ??= await import('../src/edge/text-feed.ts')
  return globalThis.__feed.handleFeed(context)
}
