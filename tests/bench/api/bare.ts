import { envMarker } from '../../../src/tools/edgeone-cli.ts'

/** A worker that does nothing but read the store and send a body as it is told: what workerd and its wires cost alone. */
export const bareBundle = `
const context = { env: {"${envMarker}":"1"} }
addEventListener('fetch', (event) => event.respondWith((async () => {
  const asked = new URL(event.request.url).searchParams
  const times = Number(asked.get('ops') || 0)
  for (let at = 0; at < times; at += 1) await easytier_kv.get('bare')
  await event.request.text()
  const length = Number(asked.get('chars') || 2)
  const body = (globalThis.bodies ??= {})[length] ??= 'x'.repeat(length)
  return new Response(body, { headers: { 'content-type': 'application/json' } })
})()))
`
