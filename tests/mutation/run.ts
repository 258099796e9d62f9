/**
 * Tries mutants one after the other on a copy of the committed tree and says which of them no test sees:
 *   npx tsx tests/mutation/run.ts [--seed 20261130] [--scale 1] [--only src/domain] [--out FILE]
 * Each is tried against the tests nearest to it first, then against wider ones. README.md beside this says what was
 * found.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { drawMutants, type Mutant } from './mutants.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '20261130' },
    scale: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    out: { type: 'string', default: '' },
  },
})

/** Vitest projects with their folders, one round after the other until a test fails. */
type Round = readonly [project: string, ...tests: readonly string[]]

const slow = ['**/meeting.test.ts', '**/distribution.test.ts', '**/proof.test.ts', '**/view-scale.test.ts']
const model: Round = ['model', 'tests/model']
const http: Round = [
  'http',
  'tests/http/nodes',
  'tests/http/reports',
  'tests/http/public',
  'tests/http/system',
]

const rounds: readonly (readonly [prefix: string, rounds: readonly Round[]])[] = [
  [
    'src/easytier',
    [
      ['unit', 'tests/unit/easytier'],
      ['peer', 'tests/peer/tcp', 'tests/peer/udp'],
    ],
  ],
  [
    'src/probe',
    [
      ['unit', 'tests/unit/probe'],
      ['peer', 'tests/peer'],
    ],
  ],
  ['src/auth', [['unit', 'tests/unit/auth', 'tests/unit/services/auth', 'tests/unit/services/system'], http]],
  [
    'src/domain/placement',
    [
      ['unit', 'tests/unit/domain'],
      ['unit', 'tests/unit/store', 'tests/unit/services'],
    ],
  ],
  ['src/domain', [['unit', 'tests/unit/domain'], ['unit', 'tests/unit/store'], model]],
  ['src/store/throttle', [['unit', 'tests/unit/services/auth']]],
  [
    'src/store/users',
    [
      ['unit', 'tests/unit/store/user', 'tests/unit/services/auth', 'tests/unit/store/disabled'],
      ['unit', 'tests/unit/store', 'tests/unit/services'],
      model,
    ],
  ],
  ['src/store', [['unit', 'tests/unit/store'], ['unit', 'tests/unit/services'], model]],
  ['src/services', [['unit', 'tests/unit/services'], http]],
]

const tree = mkdtempSync(join(tmpdir(), 'mutants-'))
execFileSync('sh', ['-c', `git archive HEAD | tar x -C ${tree}`])
symlinkSync(join(process.cwd(), 'node_modules'), join(tree, 'node_modules'))

function passes([project, ...tests]: Round): boolean {
  const excluded = slow.flatMap((pattern) => ['--exclude', pattern])
  const vitest = join('node_modules', 'vitest', 'vitest.mjs')
  // One worker that keeps what it has loaded: a run is over in seconds.
  const shared = tests.some((folder) => folder.includes('probe')) ? [] : ['--no-isolate']
  const plain = ['--bail', '1', '--reporter', 'dot', '--maxWorkers', '1', ...shared]
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--project', project, ...plain, ...excluded, ...tests],
    { cwd: tree, stdio: 'ignore', timeout: 600_000, env: { ...process.env, MODEL_RUNS: '100' } },
  )
  return status === 0
}

function isSeen({ file, line, after }: Mutant): boolean {
  const path = join(tree, file)
  const whole = readFileSync(path, 'utf8')
  const lines = whole.split('\n')
  lines[line - 1] = after
  writeFileSync(path, lines.join('\n'))
  try {
    const mine = rounds.find(([prefix]) => file.startsWith(prefix))?.[1] ?? []
    return mine.some((round) => !passes(round))
  } finally {
    writeFileSync(path, whole)
  }
}

for (const round of new Set(
  rounds
    .filter(([prefix]) => prefix.startsWith(values.only) || values.only.startsWith(prefix))
    .flatMap(([, mine]) => mine),
)) {
  if (!passes(round)) throw new Error(`fails without any mutant: ${round.join(' ')}`)
}
const mutants = drawMutants(Number(values.seed), Number(values.scale)).filter(({ file }) =>
  file.startsWith(values.only),
)
let seen = 0
for (const [at, mutant] of mutants.entries()) {
  const isCaught = isSeen(mutant)
  if (isCaught) seen += 1
  const { file, line, kind, before, after } = mutant
  const text = `${isCaught ? 'caught  ' : 'SURVIVED'} ${file}:${line} ${kind}: ${isCaught ? before.trim() : `${before.trim()}  ->  ${after.trim()}`}\n`
  process.stdout.write(`${at + 1}/${mutants.length} ${text}`)
  if (values.out !== '') appendFileSync(values.out, text)
}
process.stdout.write(`${seen} of ${mutants.length} caught\n`)
rmSync(tree, { recursive: true, force: true })
