import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { repositoryRoot } from './paths.ts'

/** What the build reads. `src/emulator` runs the result and takes no part in it. */
const inputs = [
  'functions',
  'node-functions',
  'src',
  'docs',
  'edgeone.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  '.gitignore',
]
const notInputs = new Set(['src/emulator'])

function* filesUnder(relative: string): Generator<string> {
  const full = path.join(repositoryRoot, relative)
  if (notInputs.has(relative) || !existsSync(full)) return
  if (!statSync(full).isDirectory()) {
    yield relative
    return
  }
  for (const name of readdirSync(full).sort()) yield* filesUnder(`${relative}/${name}`)
}

/** SHA-256 (hex) over names and contents of everything the build reads, the hand-made files of `public/` included. */
export function sourceHash(handMade: readonly string[]): string {
  const hash = createHash('sha256')
  for (const input of [...inputs, ...handMade.map((name) => `public/${name}`)]) {
    for (const file of filesUnder(input))
      hash.update(`${file}\0`).update(readFileSync(path.join(repositoryRoot, file)))
  }
  return hash.digest('hex')
}

/** Names directly in `public/` that are committed; `.gitignore` lists them, everything else there is built. */
export function handMadeFiles(): string[] {
  const lines = readFileSync(path.join(repositoryRoot, '.gitignore'), 'utf8').split('\n')
  return lines
    .filter((line) => line.startsWith('!/public/'))
    .map((line) => line.slice('!/public/'.length).trim())
}
