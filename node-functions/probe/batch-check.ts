import type { NodeContext } from '../../src/probe/guard.ts'

export async function onRequest(context: NodeContext): Promise<Response> {
  globalThis.__probe ??= await import('#probe/main')
  return globalThis.__probe.probeFunctions.batchCheck(context)
}
