#!/usr/bin/env node
// Plain JavaScript with no imports from npm: it must run before anything is installed.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import path from 'node:path'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
process.chdir(root)
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** command -> steps; each step is argv for a program of node_modules/.bin or for node. */
const commands = {
  install: [],
  start: [['tsx', 'src/tools/start.ts']],
  edge: [['tsx', 'src/emulator/main.ts']],
  'build:server': [['tsx', 'src/tools/build-server.ts']],
  'bench:server': [['tsx', 'tests/bench/server.ts']],
  demo: [['tsx', 'src/tools/demo/main.ts']],
  build: [['tsx', 'src/tools/build.ts']],
  'build:site': [['tsx', 'src/tools/build-site.ts']],
  openapi: [['tsx', 'src/tools/openapi.ts']],
  test: [
    ['tsx', 'src/tools/build.ts', '--if-stale'],
    ['tsx', 'src/tools/build-server.ts', '--if-stale'],
    ['vitest', 'run'],
  ],
  bench: [
    ['tsx', 'src/tools/build.ts', '--if-stale'],
    ['tsx', 'tests/bench/api.ts'],
  ],
  'bench:probe': [
    ['tsx', 'src/tools/build.ts', '--if-stale'],
    ['tsx', 'tests/bench/probe.ts'],
  ],
  'bench:pages': [
    ['tsx', 'src/tools/build-server.ts', '--if-stale'],
    ['tsx', 'tests/bench/pages.ts'],
  ],
  'bench:reporter': [['tsx', 'tests/bench/reporter.ts']],
  probe: [['tsx', 'src/probe/cli.ts']],
  clock: [['tsx', 'src/tools/clock.ts']],
  screenshots: [
    ['tsx', 'src/tools/build-server.ts', '--if-stale'],
    ['tsx', 'tests/e2e/screenshots.ts'],
  ],
  typecheck: [['tsc', '--noEmit']],
  lint: [['oxlint', '--deny-warnings']],
  format: [['oxfmt', '--check']],
  verify: [
    ['tsc', '--noEmit'],
    ['oxlint', '--deny-warnings'],
    ['oxfmt', '--check'],
    ['tsx', 'src/tools/openapi.ts', '--check'],
    ['tsx', 'src/tools/build.ts'],
    ['tsx', 'src/tools/build-server.ts', '--if-stale'],
    ['tsx', 'src/tools/size-gate.ts'],
    ['vitest', 'run'],
  ],
}

/** True when node_modules was installed from today's lockfile. */
function installed() {
  const marker = 'node_modules/.package-lock.json'
  if (!existsSync(marker)) return false
  const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages
  const have = JSON.parse(readFileSync(marker, 'utf8')).packages
  return Object.entries(wanted).every(
    ([name, entry]) => name === '' || entry.optional === true || have[name]?.version === entry.version,
  )
}

/** Runs a program and resolves to its exit status; asked to stop, it asks the program. */
function run(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit' })
    // A terminal sends Ctrl-C to the program as well, so here it is only not to end before it.
    const forward = (signal) => signal !== 'SIGINT' && child.kill(signal)
    for (const signal of signals) process.on(signal, forward)
    child.on('error', reject)
    child.on('close', (code) => {
      for (const signal of signals) process.off(signal, forward)
      resolve(code ?? 1)
    })
  })
}

/** Runs a TypeScript program in this very process, so that a signal to it is a signal to the program. */
async function runHere(file, args) {
  const { register } = await import('tsx/esm/api')
  register()
  const full = path.join(root, file)
  process.argv.splice(1, process.argv.length, full, ...args)
  await import(pathToFileURL(full).href)
}

const [name = '', ...rest] = process.argv.slice(2)
const steps = commands[name]
if (!steps) {
  console.error(`usage: node src/tools/run.mjs ${Object.keys(commands).join('|')} [arguments]`)
  process.exit(2)
}
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node.js 20.19 or newer is needed; this is ${process.versions.node}`)
  process.exit(1)
}
if (!installed()) {
  console.error('installing packages as the lockfile says (a few minutes) ...')
  // Not `npm ci`: it refuses a lockfile without the binaries of platforms that the registry does not carry.
  const status = await run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'])
  if (status !== 0) process.exit(status)
}
for (const [index, [tool, ...args]] of steps.entries()) {
  const last = index === steps.length - 1
  if (last && tool === 'tsx') {
    await runHere(args[0], [...args.slice(1), ...rest])
    break
  }
  const status = await run(path.join('node_modules', '.bin', tool), last ? [...args, ...rest] : args)
  if (status !== 0) process.exit(status)
}
