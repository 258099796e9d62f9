export async function onRequest(context: EdgeContext): Promise<Response> {
  globalThis.__badge ??= await import('../../src/edge/entries/badge.ts')
  return globalThis.__badge.handle(context)
}
