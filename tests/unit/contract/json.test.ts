import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseObject } from '../../../src/contract/json.ts'

/** How deep a JSON text is nested, by a walk over its value. */
function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}

describe('a JSON object of a request', () => {
  test('may be nested 32 deep and no deeper, whatever its texts contain', () => {
    const awkward = fc.string({ unit: fc.constantFrom('"', '\\', '{', '[', ']', '}', 'a'), maxLength: 12 })
    const value = fc.tuple(awkward, awkward, fc.integer({ min: 28, max: 34 }), fc.boolean())
    fc.assert(
      fc.property(value, ([key, text, levels, isArray]) => {
        let nested: unknown = text
        for (let level = 0; level < levels; level += 1) nested = isArray ? [text, nested] : { [key]: nested }
        const object = { a: text, nested }
        const parse = (): unknown => parseObject(JSON.stringify(object))
        if (depthOf(object) > 32) expect(parse).toThrow('嵌套')
        else expect(parse()).toEqual(object)
      }),
    )
  })

  test('is refused as JSON where it is none, quotes and escapes left open included', () => {
    for (const text of ['{"a', '{"a\\', '{"a\\"', '{', '}'.repeat(40), '"\\'])
      expect(() => parseObject(text)).toThrow()
  })
})
