import { readFileSync } from 'node:fs'
import { withLock } from '../tools/lock.ts'
import { ARTIFACTS, BUILD_LOCK } from '../tools/paths.ts'

const LOCK_WAIT_MS = 600_000

/** Runs the work while no build writes `.edgeone`. */
export function whileBuilt<T>(work: () => Promise<T>): Promise<T> {
  return withLock(BUILD_LOCK, LOCK_WAIT_MS, work)
}

/** The emitted edge bundle. */
export function readEdgeBundle(): string {
  return readFileSync(ARTIFACTS.edgeBundle, 'utf8')
}
