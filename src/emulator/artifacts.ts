import { readFileSync } from 'node:fs'
import { withLock } from '../tools/lock.ts'
import { artifactsValue, buildLock } from '../tools/paths.ts'

const lockWaitMs = 600_000

/** Runs the work while no build writes `.edgeone`. */
export function whileBuilt<T>(work: () => Promise<T>): Promise<T> {
  return withLock(buildLock, lockWaitMs, work)
}

/** The emitted edge bundle. */
export function readEdgeBundle(): string {
  return readFileSync(artifactsValue.edgeBundle, 'utf8')
}
