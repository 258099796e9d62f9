/**
 * Tries mutants one after the other on a copy of the committed tree and says which of them no test sees:
 *   npx tsx tests/mutation/run.ts [--seed 20261130] [--scale 1] [--only src/domain] [--from 1] [--out FILE]
 * Each is tried against the tests nearest to it by imports first, then over HTTP, then against wider ones. README.md beside this says what was
 * found.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { drawMutants, type Mutant } from './mutants.ts'
import { nearTests } from './near.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '20261130' },
    scale: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    from: { type: 'string', default: '1' },
    out: { type: 'string', default: '' },
  },
})

/** Tests of one Vitest project; `filter` is a part of their names. */
type Round = { readonly project: string; readonly tests: readonly string[]; readonly filter?: string }

/** Of the tests that reach a file, so many are tried at once, and so many more when these see nothing. */
const nearMax = 4
const widerMax = 10

function roundOf(test: string): Round {
  const project = test.split('/')[1] ?? ''
  return { project, tests: [test], ...(project === 'http' ? { filter: 'in process' } : {}) }
}

/** Tests over HTTP of what a folder of services or of the store is about. */
const overHttp: Readonly<Record<string, readonly string[]>> = {
  alerts: ['alerts', 'channels'],
  announcements: ['announcements'],
  'api-keys': ['api-keys'],
  audit: ['audit'],
  auth: ['sessions', 'admin-totp', 'routes'],
  checks: ['edgeone', 'places'],
  events: ['events'],
  evidence: ['places', 'public'],
  lists: ['public', 'nodes'],
  nodes: ['nodes', 'maintenance'],
  notify: ['channels'],
  'own-keys': ['api-keys'],
  peer: ['public'],
  placement: ['public'],
  places: ['places'],
  reports: ['reports'],
  rounds: ['places'],
  'self-test': ['self-test'],
  snapshot: ['snapshot'],
  system: ['system'],
  throttle: ['sessions'],
  tick: ['tick'],
  users: ['system', 'sessions'],
}

function roundsOf(source: string): readonly Round[] {
  const near = nearTests(source)
  const byProject = (tests: readonly string[]): Round[] =>
    ['unit', 'peer', 'model'].flatMap((project) => {
      const mine = tests.filter((test) => test.startsWith(`tests/${project}/`))
      return mine.length === 0 ? [] : [{ project, tests: mine }]
    })
  const folder = /^src\/(?:services|store|domain)\/([^/]+)\//.exec(source)?.[1] ?? source.split('/')[1] ?? ''
  const http = (overHttp[folder] ?? []).map((name) => `tests/http/${name}.test.ts`)
  return [
    ...byProject(near.slice(0, nearMax)),
    ...(http.length === 0 ? [] : [{ project: 'http', tests: http, filter: 'in process' }]),
    ...byProject(near.slice(nearMax, nearMax + widerMax)),
  ]
}

const tree = mkdtempSync(join(tmpdir(), 'mutants-'))
execFileSync('sh', ['-c', `git archive HEAD | tar x -C ${tree}`])
symlinkSync(join(process.cwd(), 'node_modules'), join(tree, 'node_modules'))

const report = join(tree, 'report.json')

type Report = { readonly testResults: readonly { readonly name: string; readonly status: string }[] }

/** A run that was ended from outside says nothing and is done again, so many times at most. */
const attemptsMax = 4

/** The file of the first test that fails; undefined when none does. Throws when no attempt was left in peace. */
function failing({ project, tests, filter }: Round): string | undefined {
  const vitest = join('node_modules', 'vitest', 'vitest.mjs')
  const named = filter === undefined ? [] : ['-t', filter]
  const quick = ['--pool', 'threads', '--maxWorkers', '1', '--experimental.fsModuleCache']
  const told = ['--bail', '1', '--reporter', 'json', '--outputFile', report, ...named]
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    rmSync(report, { force: true })
    // Files are apart from each other: what one leaves behind must not fail in another and count as seen.
    const { status, signal, error } = spawnSync(
      process.execPath,
      [vitest, 'run', '--project', project, ...quick, ...told, ...tests],
      {
        cwd: tree,
        stdio: 'ignore',
        timeout: 240_000,
        env: { ...process.env, MODEL_RUNS: '60', ALERT_HISTORIES: '60' },
      },
    )
    if (status === 0) return undefined
    // A loop without an end is seen.
    if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT') return tests[0]
    if (signal !== null || !existsSync(report)) continue
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
    const failed = testResults.find((one) => one.status === 'failed')
    // An error that belongs to no test fails a run, too.
    return failed === undefined ? tests[0] : relative(tree, failed.name)
  }
  throw new Error(`no run of ${tests.join(' ')} came to its end`)
}

/** The test that sees a mutant; undefined when none does. */
function seenBy({ file, line, after }: Mutant): string | undefined {
  const path = join(tree, file)
  const whole = readFileSync(path, 'utf8')
  const lines = whole.split('\n')
  lines[line - 1] = after
  writeFileSync(path, lines.join('\n'))
  try {
    for (const round of roundsOf(file)) {
      const test = failing(round)
      if (test !== undefined) return test
    }
    return undefined
  } finally {
    writeFileSync(path, whole)
  }
}

const mutants = drawMutants(Number(values.seed), Number(values.scale))
  .filter(({ file }) => file.startsWith(values.only))
  .slice(Number(values.from) - 1)
let seen = 0
const watchmen = new Map<string, Round>()
for (const [at, mutant] of mutants.entries()) {
  const test = seenBy(mutant)
  if (test !== undefined) {
    seen += 1
    watchmen.set(test, roundOf(test))
  }
  const { file, line, kind, before, after } = mutant
  const change = `${kind}: ${before.trim()}${test === undefined ? `  ->  ${after.trim()}` : ''}`
  const text = `${test === undefined ? 'SURVIVED' : 'caught  '} ${file}:${line} ${change}  [${test ?? ''}]\n`
  process.stdout.write(`${at + 1}/${mutants.length} ${text}`)
  if (values.out !== '') appendFileSync(values.out, text)
}
process.stdout.write(`${seen} of ${mutants.length} caught\n`)
// Who saw something must see nothing without it.
for (const [test, round] of watchmen) {
  if (failing(round) !== undefined) process.stdout.write(`FAILS WITHOUT A MUTANT ${test}\n`)
}
rmSync(tree, { recursive: true, force: true })
