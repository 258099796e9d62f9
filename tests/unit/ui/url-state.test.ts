import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  activeFilters,
  type Filters,
  noFilters,
  readFilters,
  sortChoices,
  statusChoices,
} from '../../../src/ui/lib/url-state.ts'
import { writeFilters } from '../../../src/ui/lib/write-filters.ts'
import { protocols, regionChoices } from '../../../src/contract/vocabulary.ts'

describe('filters in the address', () => {
  it('leaves defaults out, keeps foreign parameters, and ignores what it does not know', () => {
    expect(writeFilters(noFilters, '')).toBe('')
    expect(writeFilters(noFilters, '?lang=en&q=x')).toBe('?lang=en')
    expect(readFilters('?region=moon&status=sleepy&proto=http&relay=yes&star=true&sort=luck&x=1')).toEqual(
      noFilters,
    )
    expect(
      readFilters('?region=overseas&proto=wss&relay=1&star=1&tag=CN2&q=%20a%20&sort=uptime&status=room'),
    ).toEqual({
      region: 'overseas',
      proto: 'WSS',
      relay: true,
      star: true,
      tag: 'CN2',
      q: ' a ',
      sort: 'uptime',
      status: 'room',
    })
  })

  it('reads back whatever it wrote', () => {
    const filters: fc.Arbitrary<Filters> = fc.record({
      q: fc.string({ maxLength: 50, unit: 'grapheme' }).map((text) => text.trim()),
      region: fc.constantFrom(...regionChoices),
      status: fc.constantFrom(...statusChoices),
      proto: fc.constantFrom('' as const, ...protocols),
      tag: fc.string({ maxLength: 50, unit: 'grapheme' }),
      relay: fc.boolean(),
      star: fc.boolean(),
      sort: fc.constantFrom(...sortChoices),
    })
    fc.assert(
      fc.property(filters, (value) => {
        expect(readFilters(writeFilters(value, '?lang=en'))).toEqual(value)
      }),
      { numRuns: 200 },
    )
  })

  it('names what narrows the list, not the order', () => {
    expect(activeFilters({ ...noFilters, sort: 'name' })).toEqual([])
    expect(activeFilters({ ...noFilters, q: 'a', relay: true, proto: 'TCP' })).toEqual([
      'proto',
      'relay',
      'q',
    ])
  })
})
