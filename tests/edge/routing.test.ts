import { describe, expect, test } from 'vitest'
import { Routing } from '../../src/emulator/front/routing.ts'
import { rerouteOwnHost } from '../../src/emulator/own-host.ts'
import { fillDestination, matchSource } from '../../src/server/static/source-pattern.ts'

describe('matchSource', () => {
  test.each<[string, string, Record<string, string> | undefined]>([
    ['/a.js', '/a.js', {}],
    ['/a.js', '/aXjs', undefined],
    ['/a', '/a/', undefined],
    ['/*', '/x/y', { splat: 'x/y' }],
    ['/*', '/', { splat: '' }],
    ['/assets/*', '/assets', undefined],
    ['/n/:id/x', '/n/5/x', { id: '5' }],
    ['/n/:id/x', '/n/5/6/x', undefined],
    ['/(a)+', '/aa', undefined],
  ])('%s on %s', (source, pathname, expected) => {
    expect(matchSource(source, pathname)).toEqual(expected)
  })
})

test('fillDestination puts in what matched and leaves the rest', () => {
  expect(fillDestination('/n/?id=:id&x=:y', { id: '5' })).toBe('/n/?id=5&x=:y')
})

describe('a function that calls its own host', () => {
  const routing = new Routing({
    routes: [
      { handle: 'filesystem', src: '^/openapi\\.json$' },
      { src: '^/probe/check$', 'server-name': 'api-node' },
      { src: '^/api/(.*)$', 'server-name': 'edge' },
    ],
    conf: {},
  })
  const own = { origins: new Set(['https://nodes.example.com']), routing, front: 'http://127.0.0.1:9' }

  test.each([
    ['https://nodes.example.com/probe/check?a=1', 'http://127.0.0.1:9/probe/check?a=1'],
    ['https://nodes.example.com/openapi.json', 'http://127.0.0.1:9/openapi.json'],
    ['https://nodes.example.com/api/stats', 'http://127.0.0.1:9/.not-entered-again'],
    ['https://nodes.example.com/api%2fstats', 'http://127.0.0.1:9/.not-entered-again'],
    ['https://nodes.example.com/%61pi/stats', 'http://127.0.0.1:9/.not-entered-again'],
    ['https://nodes.example.com/%61/%', 'http://127.0.0.1:9/%61/%'],
    ['https://elsewhere.example.com/api/stats', undefined],
  ])('%s', (url, expected) => {
    expect(rerouteOwnHost(new URL(url), own)?.href).toBe(expected)
  })
})
