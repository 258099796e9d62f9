export async function onRequest(context: EdgeContext): Promise<Response> {
  globalThis.__node ??= await import('../../src/edge/entries/node.ts')
  return globalThis.__node.handle(context)
}
