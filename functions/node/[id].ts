export async function onRequest(context: EdgeContext): Promise<Response> {
  globalThis.__node ??= await import('../../src/edge/text-node.ts')
  return globalThis.__node.handleNodePage(context)
}
