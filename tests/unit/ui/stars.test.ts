import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readStars, Stars, stars, starsMost } from '../../../src/ui/lib/stars.ts'
import { noFilters } from '../../../src/ui/lib/url-state.ts'
import { isPlain } from '../../../src/ui/pages/status/arrange.ts'
import { matches } from '../../../src/ui/pages/status/find.ts'
import { sampleNode } from './sample-node.ts'

/** A browser's shelf that two tabs may share; `closed` while it takes nothing. */
class Shelf {
  text: string | null
  closed = false

  constructor(text: string | null = null) {
    this.text = text
  }

  read = (): string | null => this.text

  write = (text: string): boolean => {
    if (!this.closed) this.text = text
    return !this.closed
  }
}

const many = Array.from({ length: starsMost + 50 }, (_, index) => index + 1)

describe('the kept text of stars', () => {
  it('is ids and commas; nothing else in it is a star', () => {
    expect([...readStars('3,1,2')]).toEqual([3, 1, 2])
    expect([...readStars('3,3,x,-1,0,1.5, 7,9007199254740993,1e3,,8')]).toEqual([3, 8])
    for (const none of [null, '', '{"a":1}', 'null', ',,,']) expect(readStars(none).size).toBe(0)
    expect(readStars(many.join()).size).toBe(starsMost)
  })

  it('never breaks what reads it, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 5000 }), (text) => {
        const shelf = new Shelf(text)
        const kept = new Stars(shelf)
        expect(kept.ids().size).toBeLessThanOrEqual(starsMost)
        kept.toggle(5)
        expect(readStars(shelf.text)).toEqual(kept.ids())
      }),
    )
  })
})

describe('stars', () => {
  it('are given and taken, kept, and told to whoever listens', () => {
    const shelf = new Shelf()
    const kept = new Stars(shelf)
    const told: number[][] = []
    const end = kept.listen(() => told.push([...kept.ids()]))
    expect([kept.toggle(7), kept.toggle(4), kept.toggle(7)]).toEqual(['kept', 'kept', 'kept'])
    end()
    kept.toggle(9)
    expect(told).toEqual([[7], [7, 4], [4]])
    expect(shelf.text).toBe('4,9')
    expect([...new Stars(shelf).ids()]).toEqual([4, 9])
  })

  it('are not given beyond the most, and can still be taken', () => {
    const shelf = new Shelf(many.slice(0, starsMost).join())
    const kept = new Stars(shelf)
    expect(kept.toggle(9999)).toBe('full')
    expect(kept.ids().size).toBe(starsMost)
    expect([kept.toggle(1), kept.toggle(9999)]).toEqual(['kept', 'kept'])
    expect(kept.ids().has(9999)).toBe(true)
  })

  it('last as long as the page where they cannot be kept, and are kept once they can', () => {
    const shelf = new Shelf('1')
    const kept = new Stars(shelf)
    shelf.closed = true
    expect(kept.toggle(2)).toBe('unkept')
    kept.reread()
    expect([...kept.ids()]).toEqual([1, 2])
    shelf.closed = false
    expect(kept.toggle(3)).toBe('kept')
    expect(shelf.text).toBe('1,2,3')
  })

  it('of two tabs are one: none overwrites what the other has just kept', () => {
    const shelf = new Shelf()
    const [one, other] = [new Stars(shelf), new Stars(shelf)]
    one.toggle(1)
    // The event is still on its way.
    other.toggle(2)
    expect(shelf.text).toBe('1,2')
    const told: number[] = []
    one.listen(() => told.push(one.ids().size))
    one.reread()
    one.reread()
    expect(told).toEqual([2])
  })
})

describe('the filter of stars', () => {
  it('lets starred nodes pass, with the other filters, and is not plain', () => {
    const [starred, other] = [sampleNode({ id: 31 }), sampleNode({ id: 32 })]
    const filters = { ...noFilters, star: true }
    stars.toggle(31)
    expect([starred, other].map((node) => matches(node, filters))).toEqual([true, false])
    expect(matches(starred, { ...filters, q: 'nothing like it' })).toBe(false)
    stars.toggle(31)
    expect(matches(starred, filters)).toBe(false)
    expect(isPlain(filters)).toBe(false)
  })
})
