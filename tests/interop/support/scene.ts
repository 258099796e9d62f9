import { afterAll, beforeAll, test } from 'vitest'
import { endAll } from './core-process.ts'
import { findMain, findPrograms, type Core } from './cores.ts'
import { makeLan, type Lan } from './lan.ts'
import { canMakeNamespaces, makeNamespaces, type Namespaces } from './namespaces.ts'
import { startSite, type Site } from './site.ts'

const noPrograms =
  'interop: no easytier-core (EASYTIER_CORE_DIR, ../shared/easytier/cores, PATH; cargo install easytier --version 2.0.3 --locked)'
const noMain = 'interop: no core of the main branch (EASYTIER_PYTHON, or run .ci/easytier-python)'
const noRight = 'interop: network namespaces need root and iproute2'

/**
 * The cores to test with. Where one is missing, or the right to make namespaces, one line says so: in CI as a
 * failure, elsewhere as a skipped test.
 */
function coresHere(): readonly Core[] {
  const [programs, main] = [findPrograms(), findMain()]
  const isAble = canMakeNamespaces()
  const reasons = [
    ...(programs.length === 0 ? [noPrograms] : []),
    ...(main === null ? [noMain] : []),
    ...(isAble ? [] : [noRight]),
  ]
  for (const reason of reasons) {
    test(reason, (context) => {
      if (process.env['CI']) throw new Error(reason)
      console.log(reason)
      context.skip(reason)
    })
  }
  return isAble ? [...programs, ...(main === null ? [] : [main])] : []
}

/** Made before the tests of a file, and gone after them. */
function scene<Place>(make: () => Promise<{ place: Place; remove: () => Promise<void> }>): () => Place {
  let made: { place: Place; remove: () => Promise<void> } | undefined
  beforeAll(async () => {
    made = await make()
  })
  afterAll(async () => {
    await endAll()
    await made?.remove()
  })
  return () => {
    if (made === undefined) throw new Error('nothing is set up yet')
    return made.place
  }
}

/** Runs `define` for each core, with namespaces of this file's own and all cores there are. */
export function withCores(
  define: (core: Core, place: () => Namespaces, cores: readonly Core[]) => void,
): void {
  const cores = coresHere()
  if (cores.length === 0) return
  const place = scene(async () => {
    const place = makeNamespaces()
    return { place, remove: async () => place.remove() }
  })
  for (const core of cores) define(core, place, cores)
}

/** A LAN with `npm start` on it. */
export type SiteScene = { readonly lan: Lan; readonly site: Site }

/** Runs `define` with all cores, a LAN and a server of this file's own. */
export function withSite(define: (cores: readonly Core[], scene: () => SiteScene) => void): void {
  const cores = coresHere()
  if (cores.length === 0) return
  const place = scene(async () => {
    const lan = makeLan()
    try {
      const site = await startSite(lan.here, lan.hereByName)
      return { place: { lan, site }, remove: () => site.stop().finally(() => lan.remove()) }
    } catch (error) {
      lan.remove()
      throw error
    }
  })
  define(cores, place)
}
