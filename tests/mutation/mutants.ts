import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../support/kv/random.ts'

/** One textual change of one line, as a fault that tests must see. */
export type Mutant = {
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  readonly kind: string
  readonly before: string
  readonly after: string
}

type Operator = { readonly kind: string; readonly change: (line: string) => string | undefined }

function swap(from: string, to: string): Operator['change'] {
  return (line) => (line.includes(from) ? line.replace(from, to) : undefined)
}

/** A guard that never acts. */
function disarm(line: string): string | undefined {
  return /^\s*if \(.+\) (?:return|throw|continue|break)\b/.test(line)
    ? line.replace('if (', 'if (false && (').replace(/\) (return|throw|continue|break)\b/, ')) $1')
    : undefined
}

/** A margin, a limit or a share of nothing. */
function toNothing(line: string): string | undefined {
  const isNamed = /^\s*(?:(?:export )?const \w+ = |(?:readonly )?\w*(?:Ms|Max|Min|max|windowMs): )/.test(line)
  return isNamed && /[=:] \d[\d_]*(?: \*|,|$)/.test(line) ? line.replace(/([=:] )\d[\d_]*/, '$10') : undefined
}

const operators: readonly Operator[] = [
  { kind: 'limit to 0', change: toNothing },
  { kind: 'guard off', change: disarm },
  { kind: '< to >=', change: swap(' < ', ' >= ') },
  { kind: '> to <=', change: swap(' > ', ' <= ') },
  { kind: '<= to >', change: swap(' <= ', ' > ') },
  { kind: '>= to <', change: swap(' >= ', ' < ') },
  { kind: '=== to !==', change: swap(' === ', ' !== ') },
  { kind: '!== to ===', change: swap(' !== ', ' === ') },
  { kind: '&& to ||', change: swap(' && ', ' || ') },
  { kind: '|| to &&', change: swap(' || ', ' && ') },
  { kind: 'max to min', change: swap('Math.max(', 'Math.min(') },
  { kind: 'min to max', change: swap('Math.min(', 'Math.max(') },
  { kind: 'plus to minus', change: swap('Ms + ', 'Ms - ') },
  { kind: 'minus to plus', change: swap('Ms - ', 'Ms + ') },
]

function isCode(line: string): boolean {
  return !/^\s*(?:\*|\/\/|\/\*|import |export type |type |\| |readonly )/.test(line) && line.trim() !== ''
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('-data.ts') && !name.endsWith('index.ts'))
    .map((name) => join(folder, name))
    .toSorted()
}

function mutantsOf(file: string): Mutant[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text, at) =>
      isCode(text)
        ? operators.flatMap(({ kind, change }) => {
            const after = change(text)
            return after === undefined || after === text
              ? []
              : [{ file, line: at + 1, kind, before: text, after }]
          })
        : [],
    )
}

/** How many of the 150 each folder has: the most where the margins are. */
export const shares: Readonly<Record<string, number>> = {
  'src/store': 46,
  'src/services': 36,
  'src/domain': 30,
  'src/auth': 10,
  'src/probe': 14,
  'src/easytier': 14,
}

/** The mutants of a seed, folder by folder, each on a line of its own; `scale` times as many as `shares` says. */
export function drawMutants(seed: number, scale = 1): Mutant[] {
  const random = seededRandom(seed)
  return Object.entries(shares).flatMap(([folder, share]) => {
    const left = filesBelow(folder).flatMap(mutantsOf)
    const drawn: Mutant[] = []
    while (drawn.length < Math.round(share * scale) && left.length > 0) {
      const [one] = left.splice(Math.floor(random() * left.length), 1)
      if (one !== undefined && !drawn.some(({ file, line }) => file === one.file && line === one.line))
        drawn.push(one)
    }
    return drawn
  })
}
