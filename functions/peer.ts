export async function onRequest(context: EdgeContext): Promise<Response> {
  globalThis.__peer ??= await import('../src/edge/text-peer.ts')
  return globalThis.__peer.handlePeer(context)
}
