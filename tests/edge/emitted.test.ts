import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { whileBuilt } from '../../src/emulator/artifacts.ts'
import { bakeEnv } from '../../src/emulator/edge/bake-env.ts'
import { Routing, type Decision, type RoutesFile } from '../../src/emulator/front/routing.ts'
import { buildArtifacts } from '../../src/tools/build.ts'
import { checkArtifacts, forbiddenUses } from '../../src/tools/check-artifacts.ts'
import { envMarker } from '../../src/tools/edgeone-cli.ts'
import { artifactsValue, repositoryRoot } from '../../src/tools/paths.ts'
import { measure, table } from '../../src/tools/size-gate.ts'

interface Emitted {
  problems: string[]
  edgeBundle: string
  nodeBundle: string
  routes: RoutesFile
  assets: string[]
  sizes: ReturnType<typeof measure>
}

let emitted: Emitted

beforeAll(async () => {
  await buildArtifacts({ ifStale: true })
  emitted = await whileBuilt(async () => ({
    problems: checkArtifacts(),
    edgeBundle: readFileSync(artifactsValue.edgeBundle, 'utf8'),
    nodeBundle: readFileSync(artifactsValue.nodeBundle, 'utf8'),
    routes: JSON.parse(readFileSync(artifactsValue.routes, 'utf8')) as RoutesFile,
    assets: readdirSync(artifactsValue.assets, { recursive: true }).map(String),
    sizes: measure(),
  }))
}, 600_000)

describe('what the EdgeOne CLI emitted', () => {
  test('has exactly the expected routes and nothing that EdgeOne lacks', () => {
    expect(emitted.problems).toEqual([])
  })

  test.each<[string, Decision]>([
    ['/api/nodes/my', { to: 'edge' }],
    ['/api/nodes/', { to: 'edge' }],
    ['/peer', { to: 'edge' }],
    ['/uptime/api/nodes', { to: 'edge' }],
    ['/node/123', { to: 'edge' }],
    ['/badge/123.svg', { to: 'edge' }],
    ['/badge/site.svg', { to: 'edge' }],
    ['/feed.xml', { to: 'redirect', location: '/api/feed.xml', status: 301 }],
    ['/feed', { to: 'redirect', location: '/api/feed.xml', status: 301 }],
    ['/probe/check', { to: 'node' }],
    ['/probe/batch-check', { to: 'node' }],
    ['/probe/health', { to: 'node' }],
    ['/probe/check/more', { to: 'fallback', file: '/404.html' }],
    ['/', { to: 'static' }],
    ['/console/', { to: 'static' }],
    ['/reporter.sh', { to: 'static' }],
    ['/nothing', { to: 'fallback', file: '/404.html' }],
    ['/package.json', { to: 'fallback', file: '/404.html' }],
    ['/src/edge/main.ts', { to: 'fallback', file: '/404.html' }],
  ])('%s is answered by the right one', (pathname, decision) => {
    expect(new Routing(emitted.routes).decide(pathname)).toEqual(decision)
  })

  test('headers of edgeone.json reach the platform', () => {
    const headers = new Routing(emitted.routes).headersFor('/assets/x.js')
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('the build took nothing of its surroundings into the code', () => {
    for (const bundle of [emitted.edgeBundle, emitted.nodeBundle]) {
      expect(bundle).not.toContain('npm_lifecycle_event')
      expect(bundle).not.toContain('VITEST')
    }
  })

  test('scripts of the page are those that it names: none of an earlier build is left', () => {
    const text = ['.html', '.js', '.css'].flatMap((extension) =>
      emitted.assets
        .filter((name) => name.endsWith(extension))
        .map((name) => readFileSync(path.join(artifactsValue.assets, name), 'utf8')),
    )
    const hashed = emitted.assets.filter((name) => /^assets[/\\].+-[\w-]{8}\.(?:js|css)$/.test(name))
    const unused = hashed.filter((name) => !text.some((content) => content.includes(path.basename(name))))
    expect(unused).toEqual([])
  })

  test('is within its limits of size', () => {
    const tooLarge = emitted.sizes.filter(({ bytes, bytesMax }) => bytes > bytesMax)
    expect(tooLarge, table(emitted.sizes)).toEqual([])
  })
})

describe('the entries', () => {
  const entries = ['functions', 'node-functions'].flatMap((folder) =>
    readdirSync(path.join(repositoryRoot, folder), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.join(folder, name)),
  )

  test.each(entries)('%s is short and declares its handler literally', (entry) => {
    const text = readFileSync(path.join(repositoryRoot, entry), 'utf8')
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(10)
    expect(text).toMatch(/^export async function onRequest(?:Get|Post)?\(/m)
  })

  test('nothing that the CLI would take for middleware or for functions', () => {
    const names = [...readdirSync(repositoryRoot), ...readdirSync(path.join(repositoryRoot, 'src'))]
    expect(names.filter((name) => /^(?:middleware|proxy)\.|^(?:edge|cloud)-functions$/.test(name))).toEqual(
      [],
    )
  })
})

describe('forbiddenUses', () => {
  test.each([
    ['const fs = require("node:fs")', 'node: import'],
    ['import fs from "node:fs"', 'node: import'],
    ['  // node_modules/zod/v4/core.js', 'zod'],
    ['return Response.json({})', 'Response.json'],
    ['new ReadableStream({})', 'stream constructor'],
    ['new WebSocket(url)', 'WebSocket'],
    ['process.env.HOME', 'process'],
    ['Buffer.from("x")', 'Buffer'],
  ])('finds %s', (line, name) => {
    const [use = ''] = forbiddenUses(`// src/http/app.ts\n${line}\n`)
    expect(use).toContain(name)
  })

  test('names the module and passes over comments', () => {
    expect(forbiddenUses('  // src/a.ts\n  x = Buffer.alloc(1)')).toEqual([
      'the edge has no Buffer: src/a.ts: x = Buffer.alloc(1)',
    ])
    expect(forbiddenUses('// uses Buffer.from elsewhere\nconst a = 1')).toEqual([])
  })
})

describe('bakeEnv', () => {
  const literal = `env: {"PATH":"/bin","${envMarker}":"1"}`

  test('replaces every copy, whatever the values hold', () => {
    const env = { JWT_SECRET: 'a"b}$&{\\n', MAIL_FROM: '节点 <a@b.c>' }
    const baked = bakeEnv(`f({ ${literal} }); g({ ${literal}, waitUntil })`, env)
    const wanted = `env: ${JSON.stringify(env)}`
    expect(baked).toBe(`f({ ${wanted} }); g({ ${wanted}, waitUntil })`)
  })

  test.each(['f({ env: {} })', `f({ ${literal} }); x = "${envMarker}"`])('refuses %s', (bundle) => {
    expect(() => bakeEnv(bundle, {})).toThrow('npm run build')
  })
})
