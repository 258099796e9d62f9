import { bundleFunctions, bundleProber } from './function-bundles.ts'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cacheFolder, repositoryRoot } from './paths.ts'
import { handMadeFiles } from './source-hash.ts'

/** Builds `src/ui` and puts the result into `public/`, beside the hand-made files. */
export async function buildSite(): Promise<void> {
  const config = path.join(repositoryRoot, 'src/ui/vite.config.ts')
  const outDir = path.join(cacheFolder, 'site')
  const target = path.join(repositoryRoot, 'public')
  mkdirSync(target, { recursive: true })
  removeEarlierBuild(target)
  // /api/openapi.json answers this file: inside the edge bundle it would be most of it.
  cpSync(path.join(repositoryRoot, 'src/contract/openapi.json'), path.join(target, 'openapi.json'))
  await bundleProber(path.join(target, 'prober.mjs'))
  if (!existsSync(config)) {
    console.log('no src/ui/vite.config.ts: the site has only its hand-made files')
    return
  }
  const { build } = await import('vite')
  await build({ configFile: config, logLevel: 'warn', build: { outDir, emptyOutDir: true } })
  const names = readdirSync(outDir)
  const clash = names.filter((name) => handMadeFiles().includes(name))
  if (clash.length > 0) throw new Error(`the built site would overwrite committed files: ${clash.join(', ')}`)
  for (const name of names) cpSync(path.join(outDir, name), path.join(target, name), { recursive: true })
  writeFileSync(manifest(), JSON.stringify(names))
}

function manifest(): string {
  return path.join(cacheFolder, 'site-files.json')
}

/** Hashed names change with each build; without this the old ones would be published for ever. */
function removeEarlierBuild(target: string): void {
  const earlier: unknown = existsSync(manifest()) ? JSON.parse(readFileSync(manifest(), 'utf8')) : []
  const names = Array.isArray(earlier) ? earlier.filter((name) => typeof name === 'string') : []
  for (const name of ['assets', ...names]) {
    if (!handMadeFiles().includes(name)) rmSync(path.join(target, name), { recursive: true, force: true })
  }
}

// EdgeOne runs this as its build command, before its CLI compiles the functions.
if (import.meta.filename === process.argv[1]) {
  await buildSite()
  await bundleFunctions()
}
