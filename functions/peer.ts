export async function onRequest(context: EdgeContext): Promise<Response> {
  globalThis.__peer ??= await import('../src/edge/entries/peer.ts')
  return globalThis.__peer.handle(context)
}
