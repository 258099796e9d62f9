import { afterAll, beforeAll, test } from 'vitest'
import { findCores, type Core } from './cores.ts'
import { endAll } from './node.ts'
import { canMakeNamespaces, makeNamespaces, type Namespaces } from './namespaces.ts'

/** What stands in the way of these tests, in one line; null when nothing does. */
function obstacle(cores: readonly Core[]): string | null {
  if (cores.length === 0) {
    return 'interop: no easytier-core found (EASYTIER_CORE_DIR, ../shared/easytier/cores, PATH)'
  }
  return canMakeNamespaces() ? null : 'interop: network namespaces need root and iproute2'
}

/**
 * Runs `define` for each core with namespaces of its own. Where there is no core, or no right to make
 * namespaces, one line says so: in CI as a failure, elsewhere as a skipped test.
 */
export function withCores(define: (core: Core, place: () => Namespaces) => void): void {
  const cores = findCores()
  const reason = obstacle(cores)
  if (reason !== null) {
    test('real cores', (context) => {
      if (process.env['CI']) throw new Error(reason)
      console.log(reason)
      context.skip(reason)
    })
    return
  }
  let place: Namespaces | undefined
  beforeAll(() => {
    place = makeNamespaces()
  })
  afterAll(async () => {
    await endAll()
    place?.remove()
  })
  for (const core of cores) {
    define(core, () => {
      if (place === undefined) throw new Error('no namespaces yet')
      return place
    })
  }
}
