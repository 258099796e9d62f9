import { describe, expect, it } from 'vitest'
import { matchesTag } from '../../../src/http/respond.ts'

describe('matchesTag', () => {
  const cases: [string | null, boolean][] = [
    [null, false],
    ['', false],
    ['"abc"', true],
    ['W/"abc"', true],
    ['"x", W/"abc" , "y"', true],
    ['*', true],
    [' * ', true],
    ['"ab"', false],
    ['abc', false],
    ['"x","y"', false],
    ['"*"', false],
  ]
  for (const [field, expected] of cases) {
    it(`${JSON.stringify(field)} ${expected ? 'names' : 'does not name'} the tag`, () => {
      expect(matchesTag(field, 'W/"abc"')).toBe(expected)
    })
  }

  it('compares weakly in both directions', () => {
    expect(matchesTag('W/"a1b2"', '"a1b2"')).toBe(true)
    expect(matchesTag('"a1b2"', 'W/"a1b2"')).toBe(true)
  })
})
