import { readFileSync } from 'node:fs'
import path from 'node:path'
import { repositoryRoot } from './paths.ts'

/** Names directly in `public/` that are committed; `.gitignore` lists them, everything else there is built. */
export function handMadeFiles(): string[] {
  const lines = readFileSync(path.join(repositoryRoot, '.gitignore'), 'utf8').split('\n')
  return lines
    .filter((line) => line.startsWith('!/public/'))
    .map((line) => line.slice('!/public/'.length).trim())
}
