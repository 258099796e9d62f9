import { build } from 'esbuild'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { cacheFolder, repositoryRoot } from './paths.ts'

/** Packages that must not come into an edge bundle, however they are reached. */
const notOnTheEdge = /node_modules\/(?:zod|ws|miniflare)\//

/**
 * Bundles each file of `src/edge/entries` into `.cache/edge`, from where `functions/` imports it as `#edge/NAME`. The
 * EdgeOne CLI would wrap every module of a lazy import into a function of its own, so that nothing of it is left out,
 * and does not minify: this way the code is a third. Throws where an entry cannot run on the edge.
 */
export async function buildEdgeBundles(): Promise<void> {
  const folder = path.join(repositoryRoot, 'src/edge/entries')
  const { metafile } = await build({
    entryPoints: readdirSync(folder).map((name) => path.join(folder, name)),
    outdir: path.join(cacheFolder, 'edge'),
    absWorkingDir: repositoryRoot,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    logLevel: 'warning',
    // The project's own target is newer than esbuild's list of names.
    tsconfigRaw: '{}',
  })
  const unfit = Object.keys(metafile.inputs).filter((input) => notOnTheEdge.test(input))
  if (unfit.length > 0) throw new Error(`not for edge functions: ${unfit.join(', ')}`)
}
