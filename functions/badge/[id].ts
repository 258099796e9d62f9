export async function onRequest(context: EdgeContext): Promise<Response> {
  globalThis.__badge ??= await import('../../src/edge/text-badge.ts')
  return globalThis.__badge.handleBadge(context)
}
