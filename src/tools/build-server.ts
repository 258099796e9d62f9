import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { isWorthCompressing } from '../server/static/static-files.ts'
import { buildSite } from './build-site.ts'
import { withLock } from './lock.ts'
import { buildLock, repositoryRoot, serverFolder } from './paths.ts'
import { handMadeFiles } from './source-hash.ts'
import { sourceHash } from './source-hash.ts'

const lockWaitMs = 600_000
const stamp = path.join(serverFolder, 'stamp.json')

/** Packages that find files of their own beside their code. */
const external = ['lmdb']

/** CommonJS packages in an ES module ask for these. */
const banner =
  "import { createRequire as createRequireOfServer } from 'node:module';const require = createRequireOfServer(import.meta.url);"

function builtHash(): string | undefined {
  if (!existsSync(stamp)) return undefined
  const value: unknown = JSON.parse(readFileSync(stamp, 'utf8'))
  return typeof value === 'object' && value !== null && 'hash' in value ? String(value.hash) : undefined
}

/**
 * Builds `dist/`: the server in one file, the pages with their compressed forms, `edgeone.json`. It runs with the
 * production packages alone. With `ifStale`, nothing is done when the sources are those of the last build.
 */
export async function buildServer(options: {
  readonly ifStale: boolean
  readonly onBuild?: () => void
}): Promise<'built' | 'fresh'> {
  return withLock(buildLock, lockWaitMs, async () => {
    const hash = sourceHash(handMadeFiles())
    if (options.ifStale && builtHash() === hash) return 'fresh'
    options.onBuild?.()
    rmSync(stamp, { force: true })
    await buildSite()
    await bundle()
    copySite()
    writeFileSync(stamp, JSON.stringify({ hash }))
    return 'built'
  })
}

async function bundle(): Promise<void> {
  await build({
    entryPoints: [path.join(repositoryRoot, 'src/server/main.ts')],
    outfile: path.join(serverFolder, 'server.js'),
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    external,
    banner: { js: banner },
    sourcemap: 'linked',
    sourcesContent: false,
    absWorkingDir: repositoryRoot,
    logLevel: 'warning',
  })
}

function copySite(): void {
  const target = path.join(serverFolder, 'public')
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  cpSync(path.join(repositoryRoot, 'public'), target, { recursive: true })
  cpSync(path.join(repositoryRoot, 'edgeone.json'), path.join(serverFolder, 'edgeone.json'))
  for (const entry of readdirSync(target, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = path.join(entry.parentPath, entry.name)
    const bytes = readFileSync(file)
    if (!isWorthCompressing(file, bytes.length)) continue
    writeFileSync(`${file}.br`, brotliCompressSync(bytes))
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
  }
}

if (import.meta.filename === process.argv[1]) {
  const result = await buildServer({ ifStale: process.argv.includes('--if-stale') })
  console.log(result === 'built' ? 'built dist: node dist/server.js' : 'dist is up to date')
}
