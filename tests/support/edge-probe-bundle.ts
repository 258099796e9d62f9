import path from 'node:path'
import { buildSync } from 'esbuild'
import { envMarker } from '../../src/tools/edgeone-cli.ts'

/** `edge-probes.ts` in the form that the CLI emits: a classic script with the build's environment baked in. */
export function probeBundle(): string {
  const result = buildSync({
    entryPoints: [path.join(import.meta.dirname, 'edge-probes.ts')],
    bundle: true,
    format: 'iife',
    globalName: 'probes',
    target: 'es2022',
    write: false,
    tsconfigRaw: '{}',
  })
  const code = result.outputFiles[0]?.text ?? ''
  return `${code}
addEventListener('fetch', event => {
  event.respondWith(probes.handleRequest({
    request: event.request, env: {"PATH":"/bin","${envMarker}":"1"}, waitUntil: event.waitUntil.bind(event) }))
})`
}
