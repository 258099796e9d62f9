export async function onRequest(context: EdgeContext): Promise<Response> {
  globalThis.__peer ??= await import('#edge/peer')
  return globalThis.__peer.handle(context)
}
