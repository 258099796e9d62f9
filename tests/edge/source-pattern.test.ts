import { describe, expect, test } from 'vitest'
import { fillDestination, matchSource } from '../../src/local/front/source-pattern.ts'

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
