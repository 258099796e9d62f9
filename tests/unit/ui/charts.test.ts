import { describe, expect, it } from 'vitest'
import { areaPath, niceMax } from '../../../src/ui/charts/area-path.ts'
import { barAt, listStrip, stripPaths } from '../../../src/ui/charts/strip-paths.ts'

describe('stripPaths', () => {
  it('draws a full bar, a foot of at least 6 px, and a tick of 3 px', () => {
    const paths = stripPaths([0, 0.001, undefined], { width: 8, height: 18 })
    expect(paths.up).toBe('M0 0h2v18h-2zM3 0h2v11h-2z')
    expect(paths.down).toBe('M3 12h2v6h-2z')
    expect(paths.none).toBe('M6 15h2v3h-2z')
  })

  it('gives the share of the height to a long downtime, and the whole bar to a whole day', () => {
    const one = { width: 2, height: 18 }
    expect(stripPaths([0.5], one)).toEqual({ up: 'M0 0h2v8h-2z', down: 'M0 9h2v9h-2z', none: '' })
    expect(stripPaths([1], one)).toEqual({ up: '', down: 'M0 0h2v18h-2z', none: '' })
  })

  it.each([269, 328, 714, 330])('fills %d px with 90 days on whole pixels, one between two bars', (width) => {
    const bars = Array.from({ length: 90 }, (_, day) => barAt(day, 90, { width }))
    expect(bars[0]?.x).toBe(0)
    expect((bars[89]?.x ?? 0) + (bars[89]?.bar ?? 0)).toBe(width)
    for (const [day, { x, bar }] of bars.entries()) {
      expect([Number.isInteger(x), Number.isInteger(bar), bar > 0]).toEqual([true, true, true])
      if (day > 0) expect(x - (bars[day - 1]?.x ?? 0) - (bars[day - 1]?.bar ?? 0)).toBe(1)
    }
  })

  it('never leaves whole pixels', () => {
    const { up, down } = stripPaths(
      Array.from({ length: 90 }, (_, day) => day / 90),
      listStrip,
    )
    expect(up + down).not.toContain('.')
  })
})

describe('areaPath', () => {
  it('breaks line and area at gaps and keeps a lone value as a dot', () => {
    const path = areaPath([0, 10, null, 5, null, 10, 0], 10, 60, 100)
    expect(path.line).toBe('M0 100L10 0M50 0L60 100')
    expect(path.area).toBe('M0 100L0 100L10 0L10 100ZM50 100L50 0L60 100L60 100Z')
    expect(path.dots).toEqual([{ x: 30, y: 50 }])
  })

  it('draws nothing of nothing', () => {
    expect(areaPath([], 1, 60, 100)).toEqual({ line: '', area: '', dots: [] })
    expect(areaPath([null, null], 1, 60, 100).line).toBe('')
  })

  it('has a top above zero even for a series of zeros', () => {
    expect(niceMax([0, null])).toBe(1)
    expect(niceMax([3, 8, null])).toBe(8)
    expect(niceMax([3], 31)).toBe(31)
  })
})
