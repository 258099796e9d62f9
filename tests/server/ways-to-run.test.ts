import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { repositoryRoot } from '../../src/tools/paths.ts'
import { readSettings } from '../../src/server/settings.ts'
import { runDockerfile } from '../support/dockerfile.ts'
import { NpmStart, temporaryFolder } from '../support/npm-start.ts'
import { ServerProcess } from '../support/server-process.ts'

vi.setConfig({ testTimeout: 900_000 })

/** Packages for development are 600 MB: installed where CI asks for it, else those of this clone are taken. */
const installsAll = process.env['CI'] === 'true'
const productionMbMax = 120

let temporary: { folder: string; remove: () => void }
beforeEach(() => {
  temporary = temporaryFolder('ways-to-run-')
})
afterEach(() => temporary.remove())

/** What `.dockerignore` lets through. */
function contextNames(): string[] {
  const lines = readFileSync(path.join(repositoryRoot, '.dockerignore'), 'utf8').split('\n')
  return lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1))
}

function megabytes(folder: string): number {
  return Number(spawnSync('du', ['-sm', folder], { encoding: 'utf8' }).stdout.split('\t')[0])
}

test('the steps of the Dockerfile, in empty folders under an empty environment: it serves, and its health check says so', async () => {
  const stages = runDockerfile(path.join(repositoryRoot, 'Dockerfile'), {
    folder: temporary.folder,
    context: repositoryRoot,
    allowed: contextNames(),
    instead: (command, folder) => {
      if (command !== 'npm ci' || installsAll) return false
      symlinkSync(path.join(repositoryRoot, 'node_modules'), path.join(folder, 'node_modules'))
      return true
    },
  })
  const image = stages.at(-1)
  if (image === undefined) throw new Error('no stage')
  const app = path.join(image.root, image.workdir)
  expect(megabytes(path.join(app, 'node_modules'))).toBeLessThanOrEqual(productionMbMax)
  expect(image.cmd).toEqual(['node', 'dist/server.js'])
  const server = await ServerProcess.start({
    dataDir: path.join(image.root, image.env['DATA_DIR'] ?? ''),
    env: { ...image.env, DATA_DIR: path.join(image.root, 'data'), PORT: '0' },
    cwd: app,
    program: path.join(app, 'dist/server.js'),
  })
  try {
    const port = await server.port()
    const [program = '', ...args] = image.healthcheck
    const check = (at: number): number | null =>
      spawnSync(program === 'node' ? process.execPath : program, args, { env: { PORT: String(at) } }).status
    expect(check(port)).toBe(0)
    const page = await fetch(`http://127.0.0.1:${port}/docs/`)
    expect([page.status, await page.text()]).toMatchObject([200, expect.stringContaining('<html')])
    await server.stop()
    expect(check(port)).toBe(1)
  } finally {
    await server.stop('SIGKILL')
  }
})

test('the image may be of Alpine: only what runs is built on it, and each program in its packages has one for musl', () => {
  const imagesOf = (args: Record<string, string>): readonly string[] =>
    runDockerfile(path.join(repositoryRoot, 'Dockerfile'), {
      folder: path.join(temporary.folder, Object.values(args).join()),
      context: repositoryRoot,
      allowed: contextNames(),
      args,
      instead: (command, folder) => {
        const made = command.includes('--omit=dev') ? 'node_modules' : 'dist'
        if (command.startsWith('npm')) mkdirSync(path.join(folder, made), { recursive: true })
        return command.startsWith('npm')
      },
    }).map(({ image }) => image)
  expect(new Set(imagesOf({}))).toEqual(new Set(['node:22-bookworm-slim']))
  const [build, ...others] = imagesOf({ NODE_IMAGE: 'node:22-alpine' })
  expect([build, ...new Set(others)]).toEqual(['node:22-bookworm-slim', 'node:22-alpine'])
  const programs = nativePrograms()
  expect(programs.size).toBeGreaterThan(0)
  for (const [folder, names] of programs)
    expect([folder, names.some((name) => name.includes('musl'))]).toEqual([folder, true])
})

/** Native programs among the packages that run in production, by folder. */
function nativePrograms(): Map<string, string[]> {
  const { packages } = JSON.parse(readFileSync(path.join(repositoryRoot, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>
  }
  const found = new Map<string, string[]>()
  for (const [folder, { dev }] of Object.entries(packages)) {
    const full = path.join(repositoryRoot, folder)
    if (folder === '' || dev === true || !existsSync(full)) continue
    const names = readdirSync(full).filter((name) => name.endsWith('.node'))
    if (names.length > 0) found.set(folder, names)
  }
  return found
}

test('npm start in a folder whose name an address would not keep', async () => {
  const clone = path.join(temporary.folder, 'c#-projects 50%', '我的 项目')
  mkdirSync(clone, { recursive: true })
  const names = [
    'src',
    'docs',
    'functions',
    'node-functions',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    '.gitignore',
    'edgeone.json',
  ]
  for (const name of names)
    cpSync(path.join(repositoryRoot, name), path.join(clone, name), { recursive: true })
  mkdirSync(path.join(clone, 'public'))
  for (const name of ['reporter.sh', 'robots.txt', 'favicon.svg', 'icon.svg', 'manifest.webmanifest'])
    cpSync(path.join(repositoryRoot, 'public', name), path.join(clone, 'public', name))
  symlinkSync(path.join(repositoryRoot, 'node_modules'), path.join(clone, 'node_modules'))
  const server = new NpmStart({ dataDir: '.data', cwd: clone })
  try {
    const origin = await server.origin()
    for (const url of ['/', '/docs/operators/', '/api/system/check-init', '/api/openapi.json']) {
      expect([url, (await fetch(origin + url)).status]).toEqual([url, 200])
    }
  } finally {
    server.signalAll('SIGKILL')
    await server.exited
  }
})

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0
if (!hasSystemd) console.log('systemd unit: not verified, there is no systemd-analyze here')

test.runIf(hasSystemd)('systemd finds nothing wrong with the unit', () => {
  const unit = path.join(temporary.folder, 'easytier-node-manager.service')
  const text = readFileSync(path.join(repositoryRoot, 'deploy/easytier-node-manager.service'), 'utf8')
  // Whether the program is there is the machine's affair.
  cpSync(path.join(repositoryRoot, 'deploy/easytier-node-manager.service'), unit)
  const program = /^ExecStart=(\S+)/m.exec(text)?.[1] ?? ''
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' })
  const lines = stderr
    .split('\n')
    .filter((line) => line !== '' && !line.includes(`Command ${program} is not executable`))
  expect([status === 0 || stderr.includes(program), lines]).toEqual([true, []])
})

test('the example of settings names variables that the server reads, and they are right as they stand', () => {
  const text = readFileSync(path.join(repositoryRoot, 'deploy/.env.example'), 'utf8')
  const lines = text.split('\n').flatMap((line) => /^#?([A-Z_]+)=(.*)$/.exec(line)?.slice(1, 3) ?? [])
  const env: Record<string, string> = { JWT_SECRET: 'x'.repeat(32) }
  for (let at = 0; at < lines.length; at += 2)
    if (lines[at + 1] !== '') env[lines[at] ?? ''] = lines[at + 1] ?? ''
  expect(readSettings(env)).toMatchObject({
    port: 8788,
    databaseUrl: 'postgres://easytier:PASSWORD@postgres:5432/easytier',
    logLevel: 'info',
    variables: { PUBLIC_ORIGIN: 'https://nodes.example.com', EDGEONE_CHECK_API: expect.any(String) },
  })
})
