import { buildSync } from 'esbuild'
import path from 'node:path'

/** Bundles the strict EdgeOne shim into one ES module. `withClock` lets tests move the clock. */
export function shimCode(withClock: boolean): string {
  const result = buildSync({
    entryPoints: [path.join(import.meta.dirname, '../shim/entry.ts')],
    bundle: true,
    format: 'esm',
    target: 'es2023',
    external: ['node:async_hooks'],
    define: { withClock: String(withClock) },
    write: false,
    // The project's own target is newer than esbuild's list of names.
    tsconfigRaw: '{}',
  })
  const file = result.outputFiles[0]
  if (!file) throw new Error('esbuild wrote no shim')
  return file.text
}
