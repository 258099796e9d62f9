export async function onRequest(context: EdgeContext): Promise<Response> {
  globalThis.__text ??= await import('../src/edge/text.ts')
  return globalThis.__text.handleFeed(context)
}
