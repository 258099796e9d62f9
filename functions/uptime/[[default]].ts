export async function onRequest(context: EdgeContext): Promise<Response> {
  globalThis.__uptime ??= await import('#edge/uptime')
  return globalThis.__uptime.handle(context)
}
