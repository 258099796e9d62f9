#!/usr/bin/env node
// `node src/tools/run.mjs [FILE [arguments]]`: installs packages when the lockfile has changed, then runs FILE, if given.
// Plain JavaScript without packages: it must run before anything is installed.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
process.chdir(root)

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** Whether this Node is in `engines`, whose ranges are all `^1.2.3` or `>=1.2.3`. */
function fits(engines) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  return engines.split('||').some((range) => {
    const [, kind, wantedMajor, wantedMinor] = /^(\^|>=)(\d+)\.(\d+)\./.exec(range.trim())
    if (major === Number(wantedMajor)) return minor >= Number(wantedMinor)
    return kind === '>=' && major > Number(wantedMajor)
  })
}

/** Whether `node_modules` is what the lockfile says, but for what this platform has no use for. */
function installed() {
  const marker = 'node_modules/.package-lock.json'
  if (!existsSync(marker)) return false
  const have = readJson(marker).packages
  return Object.entries(readJson('package-lock.json').packages).every(
    ([name, entry]) => name === '' || entry.optional === true || have[name]?.version === entry.version,
  )
}

/** Runs `npm ci` and resolves to its exit status; a signal to this process ends it, too. */
function install() {
  const child = spawn('npm', ['ci', '--include=dev', '--loglevel=error'], {
    stdio: ['ignore', process.stderr, process.stderr],
    // npm is a script on Windows, which only a shell starts
    shell: process.platform === 'win32',
  })
  // A terminal sends Ctrl-C to npm as well, so here it is only not to end before it.
  const forward = (signal) => signal !== 'SIGINT' && child.kill(signal)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, forward)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      for (const signal of signals) process.off(signal, forward)
      resolve(code ?? 1)
    })
  })
}

const { engines } = readJson('package.json')
if (!fits(engines.node)) {
  console.error(`Node.js ${engines.node} is needed; this is ${process.versions.node}`)
  process.exit(1)
}
if (!installed()) {
  console.error('installing packages as the lockfile says (about a minute) ...')
  const status = await install()
  if (status !== 0) process.exit(status)
}
const [file, ...rest] = process.argv.slice(2)
if (file !== undefined) {
  // In this very process, so that a signal to it is a signal to the program.
  const { register } = await import('tsx/esm/api')
  register()
  const program = path.join(root, file)
  process.argv.splice(1, process.argv.length, program, ...rest)
  await import(pathToFileURL(program).href)
}
