import { describe, expect, it } from 'vitest'
import { areaPath, niceMax } from '../../../src/ui/charts/area-path.ts'
import { listStrip, stripPaths, stripWidth } from '../../../src/ui/charts/strip-paths.ts'

describe('stripPaths', () => {
  it('draws a full bar, a foot of at least 6 px, and a tick of 3 px', () => {
    const paths = stripPaths([0, 0.001, undefined], listStrip)
    expect(paths.up).toBe('M0 0h2v18h-2zM3 0h2v11h-2z')
    expect(paths.down).toBe('M3 12h2v6h-2z')
    expect(paths.none).toBe('M6 15h2v3h-2z')
  })

  it('gives the share of the height to a long downtime, and the whole bar to a whole day', () => {
    expect(stripPaths([0.5], listStrip)).toEqual({ up: 'M0 0h2v8h-2z', down: 'M0 9h2v9h-2z', none: '' })
    expect(stripPaths([1], listStrip)).toEqual({ up: '', down: 'M0 0h2v18h-2z', none: '' })
  })

  it('is 269 px wide for 90 days and never leaves whole pixels', () => {
    expect(stripWidth(90, listStrip)).toBe(269)
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
