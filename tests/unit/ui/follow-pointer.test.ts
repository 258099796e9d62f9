import { describe, expect, it } from 'vitest'
import { shareAfterKey, shareAt } from '../../../src/ui/lib/follow-pointer.ts'

describe('shareAt', () => {
  const box = { left: 10, right: 110 }

  it('is the share of the width at which one points', () => {
    expect(shareAt(box, 10)).toBe(0)
    expect(shareAt(box, 60)).toBe(0.5)
  })

  it('stays within the box for a finger that has left it, so that every share has its bar', () => {
    expect(shareAt(box, -500)).toBe(0)
    for (const bars of [1, 24, 90, 144]) expect(Math.floor(shareAt(box, 500) * bars)).toBe(bars - 1)
  })

  it('knows a box without a width', () => {
    expect(shareAt({ left: 10, right: 10 }, 10)).toBe(0)
  })
})

describe('shareAfterKey', () => {
  const barAfter = (key: string, bar: number | undefined): number =>
    Math.floor((shareAfterKey(key, bar === undefined ? undefined : (bar + 0.5) / 90, 90) ?? Number.NaN) * 90)

  it('begins at the last bar and goes one by one', () => {
    expect(barAfter('ArrowLeft', undefined)).toBe(89)
    expect(barAfter('ArrowRight', undefined)).toBe(89)
    for (let bar = 1; bar < 90; bar += 1) expect(barAfter('ArrowLeft', bar)).toBe(bar - 1)
    for (let bar = 0; bar < 89; bar += 1) expect(barAfter('ArrowRight', bar)).toBe(bar + 1)
  })

  it('ends at both ends', () => {
    expect(barAfter('ArrowLeft', 0)).toBe(0)
    expect(barAfter('ArrowRight', 89)).toBe(89)
  })

  it('leaves other keys alone, and what has no places', () => {
    expect(shareAfterKey('ArrowUp', 0.5, 90)).toBeUndefined()
    expect(shareAfterKey('Enter', undefined, 90)).toBeUndefined()
    expect(shareAfterKey('ArrowLeft', 0.5, 0)).toBeUndefined()
  })
})
