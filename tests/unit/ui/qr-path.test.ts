import { describe, expect, it } from 'vitest'
import { qrPath } from '../../../src/ui/lib/qr-path.ts'

/** The dark modules that a path paints, as rows of 0 and 1. */
function paint(path: string, size: number): number[][] {
  const grid = Array.from({ length: size }, () => Array.from({ length: size }, () => 0))
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let at = 0; at < Number(width); at++) {
      const row = grid[Number(y)]
      if (row) row[Number(x) + at] = 1
    }
  }
  return grid
}

describe('qrPath', () => {
  const { path, size } = qrPath('https://nodes.example.org/?key=%E5%91%A8%E4%BA%94')
  const grid = paint(path, size)

  it('is made of runs alone, inside a quiet zone of four modules', () => {
    expect(path).toMatch(/^(?:M\d+ \d+h\d+v1h-\d+z)+$/)
    const edge = (at: number): boolean => at < 4 || at >= size - 4
    for (const [y, row] of grid.entries())
      for (const [x, dark] of row.entries()) if (edge(x) || edge(y)) expect(dark).toBe(0)
  })

  it('has the three finder patterns of a QR code', () => {
    const finder = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111']
    const at = (x: number, y: number): string[] =>
      finder.map((_, row) => (grid[y + row] ?? []).slice(x, x + 7).join(''))
    expect(at(4, 4)).toEqual(finder)
    expect(at(size - 11, 4)).toEqual(finder)
    expect(at(4, size - 11)).toEqual(finder)
  })

  it('throws for a text that no code holds', () => {
    expect(() => qrPath('x'.repeat(4000))).toThrow()
  })
})
