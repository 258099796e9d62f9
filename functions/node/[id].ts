export async function onRequest(context: EdgeContext): Promise<Response> {
  globalThis.__node ??= await import('#edge/node')
  return globalThis.__node.handle(context)
}
