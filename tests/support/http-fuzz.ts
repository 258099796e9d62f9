import { readFileSync } from 'node:fs'
import { documentedRoutes, type DocumentedRoute } from '../../src/contract/documented-routes.ts'

/** A path cannot hold a lone surrogate; a browser would send U+FFFD. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}

/** A generator of numbers in [0, 1) that a seed decides (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export type FuzzWorld = {
  readonly tokens: readonly string[]
  readonly nodeIds: readonly string[]
  readonly emails: readonly string[]
  readonly reportTokens: readonly string[]
  readonly passwords: readonly string[]
}

export type FuzzCall = {
  /** Route that the call is aimed at. */
  readonly route: DocumentedRoute
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  readonly clientIp: string
}

type Json = { [name: string]: unknown }
const document = JSON.parse(readFileSync('src/contract/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Json }> } }>>
}

const strings = [
  '',
  ' ',
  '0',
  '-1',
  'null',
  'true',
  'tcp://1.2.3.4:5',
  '\u0000',
  '\u0007bell',
  'line\r\nbreak',
  '\ud800',
  '\udfff\ud800',
  '\u202eright-to-left',
  '\u2028',
  '％００',
  '节点',
  '😀',
  'é'.normalize('NFD'),
  "'; DROP TABLE nodes; --",
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  '%00',
  '%zz',
  '${7*7}',
  'x'.repeat(300),
  'x'.repeat(5000),
  '2026-02-30',
  '9999-12-31T23:59:60Z',
  'a@b.co',
  '"@"@x',
  'etr_zzzzzzzzzzz_00000000000000000000000000000000',
]
const numbers = [0, -0, 1, -1, 0.1, 1.5, 1e-300, 1e21, 1e300, 2 ** 53, -(2 ** 53), 65_536, 255, 2_147_483_648]
const rawNumbers = ['1e999', '-1e999', '1E+400', '00', '1.', '0x10', 'NaN', 'Infinity']
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']
const types = [
  'application/json',
  'application/json; charset=utf-8',
  'application/x-ndjson',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  '',
  'application/json;;;',
]

/** Makes calls over all routes: mostly well aimed and a little wrong, some wild. The same seed makes the same calls. */
export function fuzzer(seed: number, world: FuzzWorld): () => FuzzCall {
  const random = seededRandom(seed)
  const below = (count: number): number => Math.floor(random() * count)
  const chance = (share: number): boolean => random() < share
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item

  const value = (depth: number): unknown => {
    const kind = below(depth > 3 ? 6 : 9)
    if (kind < 3) return pick(strings)
    if (kind < 4) return pick(numbers)
    if (kind === 4) return chance(0.5)
    if (kind === 5) return null
    if (kind === 6) return Array.from({ length: below(5) }, () => value(depth + 1))
    if (kind === 7)
      return Object.fromEntries(
        Array.from({ length: below(4) }, () => [pick(strings).slice(0, 20), value(depth + 1)]),
      )
    return pick([...world.emails, ...world.reportTokens, ...world.nodeIds])
  }

  const known = (name: string): unknown => {
    if (name === 'email' || name === 'to') return pick(world.emails)
    if (name === 'token') return pick([...world.reportTokens, ...world.tokens, pick(strings)])
    if (name.includes('password')) return pick(world.passwords)
    if (name === 'id') return pick(world.nodeIds)
    return undefined
  }

  const path = (route: DocumentedRoute): string => {
    const filled = route.path.replace(/:(\w+)/g, (_, name: string) => {
      const aimed = chance(0.7) ? known(name) : undefined
      return encodeURIComponent(wellFormed(String(aimed ?? pick(strings)))) || '0'
    })
    const tail = chance(0.05) ? `/${pick(['', '..', '%', '%ff', '//', 'x'])}` : ''
    // `/api/` itself is no function's, but the site's.
    const leaves = new URL(filled + tail, 'http://x').pathname === '/api/'
    const damaged = leaves ? filled : filled + tail
    if (!route.query && chance(0.9)) return damaged
    const query = new URLSearchParams({ ...(chance(0.8) ? route.example?.query : {}) })
    if (chance(0.6))
      query.set(
        pick([...query.keys(), 'page', 'per_page', 'q', 'limit', 'region', '__proto__', 'token']),
        String(value(4)),
      )
    return `${damaged}?${query}${chance(0.05) ? '&%=%zz&=&&' : ''}`
  }

  /** The example with some fields replaced, dropped or added. */
  const fields = (route: DocumentedRoute): Json => {
    const schema =
      document.paths[route.path.replace(/:(\w+)/g, '{$1}')]?.[route.method.toLowerCase()]?.requestBody
        ?.content['application/json']?.schema
    const names = Object.keys((schema?.['properties'] ?? {}) as Json)
    const body: Json = { ...(route.example?.body as Json | undefined) }
    for (const name of names) if (chance(0.5)) body[name] = known(name) ?? body[name]
    for (let changes = below(3); changes > 0; changes -= 1) {
      const name = chance(0.9) && names.length > 0 ? pick(names) : pick(strings)
      if (chance(0.2)) delete body[name]
      else body[name] = value(0)
    }
    // A key would send mails through a real provider.
    if ('resend_api_key' in body) body['resend_api_key'] = pick([null, '', '********', 5, {}])
    return body
  }

  const text = (route: DocumentedRoute): string => {
    const json = JSON.stringify(fields(route))
    const trick = below(40)
    if (trick === 0) return `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`
    if (trick === 1) return '['.repeat(20_000)
    if (trick === 2) return json.replace('{', '{"__proto__":{"is_admin":true,"role":"super_admin"},')
    if (trick === 3) return json.replace('{', '{"email":"first@example.com","email":"second@example.com",')
    if (trick === 4) return json.replace(/:[^,}]+/, `:${pick(rawNumbers)}`)
    if (trick === 5) return json.slice(0, below(json.length + 1))
    if (trick === 6) return json.replace('{', '{"constructor":{"prototype":{"x":1}},')
    if (trick === 7 && chance(0.2)) return `{"notes":"${'x'.repeat(999_990)}"}`
    if (trick === 8 && chance(0.2)) return `{"notes":"${'x'.repeat(1_000_100)}"}`
    if (trick === 9) return pick(['null', '1', '"x"', '[]', 'true', '\u0000', '{}{}', '\ufeff{}'])
    if (trick === 10) return json.replace(/"([^"]*)"/, '"\\ud83d$1"')
    return json
  }

  return () => {
    const route = pick(documentedRoutes)
    const method = chance(0.95) ? route.method : pick(methods)
    const headers: Record<string, string> = {}
    if (chance(0.8))
      headers['authorization'] =
        `Bearer ${chance(0.9) ? pick(world.tokens) : pick(['x', 'a.b.c', '..', 'e30.e30.'])}`
    if (chance(0.1)) headers['if-none-match'] = pick(['*', '"x"', 'W/', '",,', '"'])
    if (chance(0.1)) headers['accept'] = pick(['text/html', '*/*', 'x'])
    const hasBody = !['GET', 'HEAD', 'OPTIONS'].includes(method) && chance(0.95)
    const type = chance(0.93) ? (route.media?.body ?? 'application/json') : pick(types)
    if (type !== '' && (hasBody || chance(0.2))) headers['content-type'] = type
    const body = hasBody ? text(route) : undefined
    return {
      route,
      method,
      path: path(route),
      headers,
      body,
      clientIp: `10.${below(256)}.${below(256)}.${below(256)}`,
    }
  }
}
