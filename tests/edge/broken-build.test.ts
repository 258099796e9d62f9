import { spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { repositoryRoot } from '../../src/tools/paths.ts'
import { temporaryFolder } from '../support/npm-start.ts'

vi.setConfig({ testTimeout: 600_000 })

let temporary: { folder: string; remove: () => void }
let copy: string

/** A copy of what the build reads, without the pages. */
beforeEach(() => {
  temporary = temporaryFolder('broken-build-')
  copy = temporary.folder
  const files = ['edgeone.json', 'package.json', 'tsconfig.json', '.gitignore']
  for (const name of ['functions', 'node-functions', 'src', ...files]) {
    const filter = (source: string): boolean =>
      !/^src[/\\](?:ui|local)$/.test(path.relative(repositoryRoot, source))
    cpSync(path.join(repositoryRoot, name), path.join(copy, name), { recursive: true, filter })
  }
  for (const name of ['node_modules', 'package-lock.json'])
    symlinkSync(path.join(repositoryRoot, name), path.join(copy, name))
  mkdirSync(path.join(copy, 'public'))
})
afterEach(() => temporary.remove())

function build(...flags: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('npm', ['run', '--silent', 'build', '--', ...flags], { cwd: copy, encoding: 'utf8' })
}

test('a source that does not compile: the CLI ends with 0 and no API, the build with 1 and the name of the route', () => {
  writeFileSync(
    path.join(copy, 'functions/peer.ts'),
    "import './missing.ts'\nexport async function onRequest() {}\n",
  )
  const { status, stderr } = build()
  expect(status).toBe(1)
  expect(stderr).toContain('Could not resolve "./missing.ts"')
  expect(stderr).toContain('edge functions: route ^/peer$ was not emitted')
  expect(existsSync(path.join(copy, '.edgeone/stamp.json'))).toBe(false)
})

test('a route that nobody expects, and a file of the repository among the assets', () => {
  cpSync(path.join(copy, 'functions/peer.ts'), path.join(copy, 'functions/debug.ts'))
  writeFileSync(path.join(copy, 'public/package.json'), '{}')
  const { status, stderr } = build()
  expect(status).toBe(1)
  expect(stderr).toContain('edge functions: route ^/debug$ is not in src/tools/routes.ts')
  expect(stderr).toContain('assets: package.json would be public')
})

test('--if-stale builds once, and again when a source has changed', () => {
  const outputs = [build('--if-stale').stdout, build('--if-stale').stdout]
  appendFileSync(path.join(copy, 'functions/peer.ts'), '\n')
  outputs.push(build('--if-stale').stdout)
  expect(outputs).toEqual([
    'built .edgeone, routes as expected\n',
    '.edgeone is up to date\n',
    'built .edgeone, routes as expected\n',
  ])
})
