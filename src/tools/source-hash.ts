import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './paths.ts'

/** What the build reads. `src/local` runs the result and takes no part in it. */
const INPUTS = [
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
const NOT_INPUTS = new Set(['src/local'])

function* filesUnder(relative: string): Generator<string> {
  const full = path.join(ROOT, relative)
  if (NOT_INPUTS.has(relative) || !existsSync(full)) return
  if (!statSync(full).isDirectory()) {
    yield relative
    return
  }
  for (const name of readdirSync(full).sort()) yield* filesUnder(`${relative}/${name}`)
}

/** SHA-256 (hex) over names and contents of everything the build reads, the hand-made files of `public/` included. */
export function sourceHash(handMade: readonly string[]): string {
  const hash = createHash('sha256')
  for (const input of [...INPUTS, ...handMade.map((name) => `public/${name}`)]) {
    for (const file of filesUnder(input)) hash.update(`${file}\0`).update(readFileSync(path.join(ROOT, file)))
  }
  return hash.digest('hex')
}
