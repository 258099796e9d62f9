import { execFile, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../support/npm-start.ts'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

vi.setConfig({ testTimeout: 120_000 })

let temporary: { folder: string; remove: () => void }

beforeEach(() => {
  temporary = temporaryFolder('run-')
  mkdirSync(path.join(temporary.folder, 'src/tools'), { recursive: true })
  cpSync('src/tools/run.mjs', path.join(temporary.folder, 'src/tools/run.mjs'))
})
afterEach(() => temporary.remove())

function write(file: string, content: unknown): void {
  mkdirSync(path.dirname(path.join(temporary.folder, file)), { recursive: true })
  writeFileSync(path.join(temporary.folder, file), JSON.stringify(content))
}

/** Packs the package `one` in this version and makes it the project's: nothing is asked of a registry. */
async function lockVersion(version: string): Promise<void> {
  write('one/package.json', { name: 'one', version })
  await promisify(execFile)('npm', ['pack', '--silent'], { cwd: path.join(temporary.folder, 'one') })
  const resolved = `file:one/one-${version}.tgz`
  const dependencies = { one: resolved }
  project({ dependencies })
  write('package-lock.json', {
    name: 'project',
    lockfileVersion: 3,
    packages: { '': { name: 'project', dependencies }, 'node_modules/one': { version, resolved } },
  })
}

function project(fields: Record<string, unknown>): void {
  write('package.json', { name: 'project', engines: { node: '>=20.19.0' }, ...fields })
}

function run(): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['src/tools/run.mjs'], { cwd: temporary.folder, encoding: 'utf8' })
}

function installedVersion(): unknown {
  const file = path.join(temporary.folder, 'node_modules/one/package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined
}

test('installs what the lockfile says, once, and again when the lockfile or the folder has changed', async () => {
  await lockVersion('1.0.0')
  const first = run()
  expect(first).toMatchObject({ status: 0, stdout: '' })
  expect(first.stderr).toContain('installing packages')
  expect(installedVersion()).toBe('1.0.0')
  expect(run()).toEqual(expect.objectContaining({ status: 0, stdout: '', stderr: '' }))

  await lockVersion('1.1.0')
  expect(run().status).toBe(0)
  expect(installedVersion()).toBe('1.1.0')

  rmSync(path.join(temporary.folder, 'node_modules'), { recursive: true })
  expect(run().status).toBe(0)
  expect(installedVersion()).toBe('1.1.0')
})

test('a lockfile that does not go with package.json: says so and ends as npm does', async () => {
  await lockVersion('1.0.0')
  const one = 'file:one/one-1.0.0.tgz'
  project({ dependencies: { one, two: one } })
  const { status, stdout, stderr } = run()
  expect(status).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toContain('npm error')
  expect(installedVersion()).toBeUndefined()
})

test.each([
  [`^${major}.${minor}.0`, true],
  [`^${major}.${minor + 1}.0`, false],
  [`>=${major}.${minor + 1}.0`, false],
  [`^${major - 1}.0.0`, false],
  [`>=${major - 1}.99.0`, true],
  [`>=${major + 1}.0.0`, false],
  [`^${major + 1}.0.0 || ^${major}.0.0`, true],
  [`^${major - 1}.0.0 || >=${major + 1}.0.0`, false],
])('engines %s: goes on: %s', (node, goesOn) => {
  project({ engines: { node } })
  for (const file of ['package-lock.json', 'node_modules/.package-lock.json']) write(file, { packages: {} })
  const { status, stderr } = run()
  if (goesOn) expect(stderr).not.toContain('is needed')
  else
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `Node.js ${node} is needed; this is ${process.versions.node}\n`,
    })
})
