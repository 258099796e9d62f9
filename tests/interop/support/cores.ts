import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { cacheFolder, repositoryRoot } from '../../../src/tools/paths.ts'

/** `easytier-core` and `easytier-cli` of a release. */
export type ProgramCore = {
  readonly kind: 'program'
  readonly version: string
  readonly core: string
  readonly cli: string
}

/** The main branch's core, in a Python process that speaks JSON. */
export type MainCore = {
  readonly kind: 'main'
  readonly version: string
  /** Argv prefix that starts it. */
  readonly command: readonly string[]
}

export type Core = ProgramCore | MainCore

export const mainCoreScript = path.join(repositoryRoot, 'tests/fixtures/easytier/core-main.py')

/**
 * The real programs: EASYTIER_CORE_DIR (one version, or a folder for each), else `../shared/easytier/cores`
 * beside this repository, else PATH. Oldest version first.
 */
export function findPrograms(): readonly ProgramCore[] {
  const given = process.env['EASYTIER_CORE_DIR']
  const places = [
    ...(given === undefined || given === '' ? [] : [given]),
    path.resolve(repositoryRoot, '../shared/easytier/cores'),
    ...(process.env['PATH'] ?? '').split(path.delimiter),
  ]
  for (const place of places) {
    const found = programsIn(place)
    if (found.length > 0) return found
  }
  return []
}

/** The main branch's core: by EASYTIER_PYTHON, else by the virtual environment that `.ci/easytier-python` makes. */
export function findMain(): MainCore | null {
  const given = process.env['EASYTIER_PYTHON']
  const python =
    given === undefined || given === '' ? path.join(cacheFolder, 'easytier-venv/bin/python') : given
  if (path.isAbsolute(python) && !existsSync(python)) return null
  try {
    const version = execFileSync(python, ['-c', 'import easytier_pyo3 as e; print(e.version())'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
    return { kind: 'main', version, command: [python, mainCoreScript] }
  } catch {
    return null
  }
}

function programsIn(place: string): readonly ProgramCore[] {
  if (place === '' || !existsSync(place)) return []
  const here = programAt(place)
  if (here !== null) return [here]
  // PATH holds programs, not folders of versions
  if (existsSync(path.join(place, 'sh'))) return []
  return readdirSync(place, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d+\.\d+\.\d+/.test(entry.name))
    .map((entry) => programAt(path.join(place, entry.name)))
    .filter((core) => core !== null)
    .toSorted((a, b) => (atLeast(a.version, b.version) ? 1 : -1))
}

function programAt(folder: string): ProgramCore | null {
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
  return version === undefined ? null : { kind: 'program', version, core, cli }
}

/** Compares versions by their first three numbers: `2.6.4-81487c36` is 2.6.4. */
export function atLeast(version: string, wanted: string): boolean {
  const [a, b] = [version, wanted].map((text) => text.split(/[.-]/).map(Number))
  for (let i = 0; i < 3; i += 1) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}
