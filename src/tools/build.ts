import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { checkArtifacts } from './check-artifacts.ts'
import { runEdgeOneCli } from './edgeone-cli.ts'
import { withLock } from './lock.ts'
import { artifactsValue, buildLock } from './paths.ts'
import { handMadeFiles, sourceHash } from './source-hash.ts'

const lockWaitMs = 600_000

function builtHash(): string | undefined {
  if (!existsSync(artifactsValue.stamp)) return undefined
  const stamp: unknown = JSON.parse(readFileSync(artifactsValue.stamp, 'utf8'))
  return typeof stamp === 'object' && stamp !== null && 'hash' in stamp ? String(stamp.hash) : undefined
}

/**
 * Builds `.edgeone` with the real EdgeOne CLI and checks what came out; throws an Error that says what is wrong.
 * With `ifStale`, nothing is done when the sources are those of the last good build. One build runs at a time.
 */
export async function buildArtifacts(options: {
  ifStale: boolean
  onBuild?: () => void
}): Promise<'built' | 'fresh'> {
  return withLock(buildLock, lockWaitMs, async () => {
    const hash = sourceHash(handMadeFiles())
    if (options.ifStale && builtHash() === hash) return 'fresh'
    options.onBuild?.()
    rmSync(artifactsValue.root, { recursive: true, force: true })
    const output = await runEdgeOneCli('build')
    await runEdgeOneCli('generate-routes')
    const problems = checkArtifacts()
    if (problems.length > 0)
      throw new Error(`${output}\nthe build is not usable:\n  ${problems.join('\n  ')}`)
    writeFileSync(artifactsValue.stamp, JSON.stringify({ hash }))
    return 'built'
  })
}

if (import.meta.filename === process.argv[1]) {
  try {
    const result = await buildArtifacts({ ifStale: process.argv.includes('--if-stale') })
    console.log(result === 'built' ? 'built .edgeone, routes as expected' : '.edgeone is up to date')
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
