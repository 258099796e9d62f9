import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

export type Core = { readonly version: string; readonly core: string; readonly cli: string }

/**
 * The real programs: EASYTIER_CORE_DIR (one version, or a folder for each), else `../shared/easytier/cores`
 * beside this repository, else PATH. Oldest version first.
 */
export function findCores(): readonly Core[] {
  const root = path.resolve(import.meta.dirname, '../../..')
  const given = process.env['EASYTIER_CORE_DIR']
  const places = [
    ...(given === undefined || given === '' ? [] : [given]),
    path.resolve(root, '../shared/easytier/cores'),
    ...(process.env['PATH'] ?? '').split(path.delimiter),
  ]
  for (const place of places) {
    const found = coresIn(place)
    if (found.length > 0) return found
  }
  return []
}

function coresIn(place: string): readonly Core[] {
  if (place === '' || !existsSync(place)) return []
  const here = coreAt(place)
  if (here !== null) return [here]
  // PATH holds programs, not folders of versions
  if (existsSync(path.join(place, 'sh'))) return []
  return readdirSync(place, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d+\.\d+\.\d+/.test(entry.name))
    .map((entry) => coreAt(path.join(place, entry.name)))
    .filter((core) => core !== null)
    .toSorted((a, b) => (atLeast(a.version, b.version) ? 1 : -1))
}

function coreAt(folder: string): Core | null {
  const core = path.join(folder, 'easytier-core')
  const cli = path.join(folder, 'easytier-cli')
  for (const program of [core, cli]) {
    try {
      accessSync(program, constants.X_OK)
    } catch {
      return null
    }
  }
  const said = execFileSync(core, ['--version'], { encoding: 'utf8' })
  const version = /\d+\.\d+\.\d+/.exec(said)?.[0]
  return version === undefined ? null : { version, core, cli }
}

/** Compares dotted versions of three numbers. */
export function atLeast(version: string, wanted: string): boolean {
  const [a, b] = [version, wanted].map((text) => text.split('.').map(Number))
  for (let i = 0; i < 3; i += 1) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}
