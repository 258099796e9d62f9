import { build, type BuildOptions, type Plugin } from 'esbuild'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { cacheFolder, repositoryRoot } from './paths.ts'

/** Packages that must not come into an edge bundle, however they are reached. */
const notOnTheEdge = /node_modules\/(?:zod|ws|miniflare)\//

const common = {
  absWorkingDir: repositoryRoot,
  bundle: true,
  format: 'esm',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  // The project's own target is newer than esbuild's list of names.
  tsconfigRaw: '{}',
} as const satisfies BuildOptions

/** Rooms whose modules do nothing when they are loaded: what an entry does not use of them is left out of it. */
const quietRooms = /\/src\/(?:contract|domain|store|services)\//

const leavesOut: Plugin = {
  name: 'leaves-out',
  setup: ({ onResolve, resolve }) => {
    onResolve({ filter: /^\.\.?\// }, async ({ path: wanted, pluginData, importer, resolveDir, kind }) => {
      if (pluginData === leavesOut) return undefined
      const found = await resolve(wanted, { importer, resolveDir, kind, pluginData: leavesOut })
      return found.errors.length === 0 && quietRooms.test(found.path)
        ? { path: found.path, sideEffects: false }
        : undefined
    })
  },
}

/** Packages whose classes name themselves in their bodies. */
const selfNaming = /node_modules\/(?:otpauth|@noble\/ed25519)\/.*\.js$/

/**
 * The EdgeOne CLI keeps the inner name of such a class, one letter by then, free of everything else in the bundle: each `e`
 * would be written `e10`, which is 14 KB. A class without a name of its own that is put into a constant has none.
 */
const unnamesClasses: Plugin = {
  name: 'unnames-classes',
  setup: ({ onLoad }) => {
    onLoad({ filter: selfNaming }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8').replace(/^( *\*\/ )?class (\w+) \{$/gm, '$1const $2 = class {'),
    }))
  },
}

/** Parts of Hono that no route asks for (a test holds it), and what they export: each entry would carry them. */
const unusedOfHono = { mount: 'createMountedRequest', body: 'parseBody' } as const

const leavesOutOfHono: Plugin = {
  name: 'leaves-out-of-hono',
  setup: ({ onLoad }) => {
    for (const [name, exported] of Object.entries(unusedOfHono)) {
      const filter = new RegExp(`/hono/dist/utils/${name}\\.js$`)
      onLoad({ filter }, () => ({ contents: `export const ${exported} = undefined` }))
    }
  },
}

/**
 * Bundles each file of `src/edge/entries` into `.cache/edge` and the checks into `.cache/probe`, from where the functions
 * import them as `#edge/NAME` and `#probe/NAME`. The EdgeOne CLI would wrap every module of a lazy import into a
 * function of its own, so that nothing of it is left out, and does not minify the edge: this way its code is a third.
 * Throws where an entry cannot run on the edge.
 */
export async function bundleFunctions(): Promise<void> {
  const entries = path.join(repositoryRoot, 'src/edge/entries')
  const { metafile } = await build({
    ...common,
    entryPoints: readdirSync(entries).map((name) => path.join(entries, name)),
    outdir: path.join(cacheFolder, 'edge'),
    platform: 'browser',
    minify: true,
    plugins: [leavesOut, unnamesClasses, leavesOutOfHono],
  })
  const unfit = Object.keys(metafile.inputs).filter((input) => notOnTheEdge.test(input))
  if (unfit.length > 0) throw new Error(`not for edge functions: ${unfit.join(', ')}`)
  // Names are kept: a fault of the checker is told by its stack alone.
  await build({
    ...common,
    entryPoints: ['main', 'health'].map((name) => path.join(repositoryRoot, `src/probe/${name}.ts`)),
    outdir: path.join(cacheFolder, 'probe'),
    platform: 'node',
    minify: true,
    keepNames: true,
    packages: 'bundle',
    external: ['ws'],
  })
}

/** Bundles a place that checks for the site into one file that Node runs alone, for the site to give out. */
export async function bundleProber(outfile: string): Promise<void> {
  await build({
    ...common,
    entryPoints: [path.join(repositoryRoot, 'src/prober/main.ts')],
    outfile,
    platform: 'node',
    target: 'node20.19',
    minify: true,
    packages: 'bundle',
    banner: { js: requireOfModule },
  })
}

/** CommonJS packages in an ES module ask for it. */
const requireOfModule =
  "import { createRequire as createRequireOfProber } from 'node:module';const require = createRequireOfProber(import.meta.url);"
