import type { NodeContext } from '../../src/probe/guard.ts'

export async function onRequest(context: NodeContext): Promise<Response> {
  globalThis.__probeHealth ??= await import('#probe/health')
  return globalThis.__probeHealth.health(context)
}
