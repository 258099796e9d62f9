import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { envMarker } from './edgeone-cli.ts'
import { artifactsValue } from './paths.ts'
import { edgeRoutes, nodeRoutes } from './routes.ts'

/** Never meant for visitors: their presence says that the CLI published the repository instead of `public/`. */
const notAssets = [
  'src',
  'tests',
  'functions',
  'node-functions',
  'node_modules',
  'package.json',
  'edgeone.json',
]

/** What the edge lacks; found in the bundle's text, where esbuild names each module in a comment. */
const forbidden: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['a node: import', /\b(?:require|import)\(["']node:|from ["']node:/],
  ['zod', /^\s*\/\/ .*node_modules\/zod\//],
  ['Response.json', /\bResponse\.json\(/],
  ['a stream constructor', /\bnew (?:ReadableStream|WritableStream)\(/],
  ['WebSocket', /\bnew (?:WebSocket|WebSocketPair)\(/],
  ['process', /\bprocess\.(?:env|version)/],
  ['Buffer', /\bBuffer\.(?:from|alloc)/],
]

function routesOf(file: string): string[] {
  if (!existsSync(file)) return []
  const config: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (
    typeof config !== 'object' ||
    config === null ||
    !('routes' in config) ||
    !Array.isArray(config.routes)
  ) {
    throw new Error(`${file} has no routes`)
  }
  return config.routes.map((route: { src: unknown }) => String(route.src)).sort()
}

function compare(what: string, expected: readonly string[], emitted: readonly string[]): string[] {
  const missing = expected.filter((route) => !emitted.includes(route))
  const surplus = emitted.filter((route) => !expected.includes(route))
  return [
    ...missing.map((route) => `${what}: route ${route} was not emitted`),
    ...surplus.map((route) => `${what}: route ${route} is not in src/tools/routes.ts`),
  ]
}

/** Lines of the edge bundle that use what EdgeOne lacks, each with the module it came from. */
export function forbiddenUses(bundle: string): string[] {
  const uses: string[] = []
  let module = 'the generated worker'
  for (const line of bundle.split('\n')) {
    const marker = /^\s*\/\/ ((?:src|functions|node_modules|\.cache)\/\S+)$/.exec(line)
    if (marker?.[1] !== undefined) module = marker[1]
    else if (/^\s*\/\//.test(line)) continue
    for (const [name, pattern] of forbidden) {
      if (pattern.test(line)) uses.push(`the edge has no ${name}: ${module}: ${line.trim().slice(0, 120)}`)
    }
  }
  return uses
}

/** Everything that is wrong with `.edgeone`; empty when it can be deployed. */
export function checkArtifacts(): string[] {
  const problems = [
    ...compare('edge functions', edgeRoutes, routesOf(artifactsValue.edgeConfig)),
    ...compare('Node functions', nodeRoutes, routesOf(artifactsValue.nodeConfig)),
  ]
  if (existsSync(artifactsValue.edgeBundle)) {
    const bundle = readFileSync(artifactsValue.edgeBundle, 'utf8')
    problems.push(...forbiddenUses(bundle))
    if (!bundle.includes(envMarker))
      problems.push('edge functions: the environment is not baked in as it was')
  }
  const assets = existsSync(artifactsValue.assets) ? readdirSync(artifactsValue.assets) : []
  problems.push(
    ...assets.filter((name) => notAssets.includes(name)).map((name) => `assets: ${name} would be public`),
  )
  if (!existsSync(artifactsValue.routes)) problems.push('routes.json was not generated')
  return problems
}
