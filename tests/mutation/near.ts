import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** What is too slow to be tried once a mutant, starts programs, or needs a build. */
const slow = [
  'meeting.test',
  'distribution.test',
  'proof.test',
  'view-scale.test',
  'tests/peer/checker.test',
  'tests/peer/functions.test',
  'tests/unit/probe/entries.test',
  'tests/unit/house/',
  'tests/unit/tools/',
  'tests/unit/server/',
  'tests/unit/edge/',
]

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name))
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path = '']) =>
    normalize(join(dirname(file), path)),
  )
}

/** Who imports a file, for every file of the sources and the tests. */
function importers(): ReadonlyMap<string, readonly string[]> {
  const known = new Map<string, string[]>()
  for (const file of [...filesBelow('src'), ...filesBelow('tests')]) {
    for (const target of importsOf(file)) known.set(target, [...(known.get(target) ?? []), file])
  }
  return known
}

const graph = importers()

/** Tests that reach a source file by imports, the nearest first; of a face (`index.ts`) each import is a step. */
export function nearTests(source: string): string[] {
  const distances = new Map([[source, 0]])
  const queue = [source]
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    for (const next of graph.get(file) ?? []) {
      if (distances.has(next)) continue
      distances.set(next, (distances.get(file) ?? 0) + 1)
      queue.push(next)
    }
  }
  return [...distances]
    .filter(([file]) => /^tests\/(?:unit|model|peer)\/.*\.test\.ts$/.test(file))
    .filter(([file]) => !slow.some((part) => file.includes(part)))
    .sort(([one, near], [other, far]) => near - far || likeness(other, source) - likeness(one, source))
    .map(([file]) => file)
}

/** How many words of their paths two files share. */
function likeness(test: string, source: string): number {
  const words = new Set(source.replace('.ts', '').split(/[/-]/))
  return test
    .replace('.test.ts', '')
    .split(/[/-]/)
    .filter((word) => words.has(word)).length
}
