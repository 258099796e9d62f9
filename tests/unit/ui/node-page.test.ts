import { beforeEach, describe, expect, it } from 'vitest'
import { setMessages } from '../../../src/ui/i18n/language.ts'
import { messages } from '../../../src/ui/i18n/en/node.ts'
import { sliderKey } from '../../../src/ui/lib/use-slider.ts'
import { dayText } from '../../../src/ui/pages/node/day-text.ts'

const startMs = Date.parse('2026-11-20T16:00:00Z')
const nowMs = startMs + 3 * 86_400_000
function day(down: number, known = 144) {
  return { startMs, known, down }
}
function down(at: string, duration_s: number | null) {
  return { at, state: 'down' as const, duration_s }
}

describe('the words of a day', () => {
  beforeEach(() => setMessages('en', messages))

  it('says percent and downtime', () => {
    expect(dayText(day(0), [], nowMs)).toBe('100% · no downtime')
    expect(dayText(day(3), [], nowMs)).toBe('97.91% · down 30 min')
    expect(dayText(day(0, 0), [], nowMs)).toBe('No data')
  })

  it('names the times that the events tell, in UTC+8, cut at midnight', () => {
    const late = down('2026-11-21T15:40:00.000Z', 3600)
    expect(dayText(day(2), [late], nowMs)).toBe('98.61% · down 20 min (23:40\u201300:00)')
    const rounded = down('2026-11-21T03:07:00.000Z', 177 * 60)
    expect(dayText(day(19), [rounded], nowMs)).toBe('86.80% · down 2 hr 57 min (11:07\u201314:04)')
    // The events tell a part of it.
    expect(dayText(day(40), [rounded], nowMs)).toContain('down 6 hr 40 min (11:07')
    const open = down('2026-11-20T17:00:00.000Z', null)
    expect(dayText(day(138), [open], nowMs)).toContain('(01:00\u201300:00)')
    const other = down('2026-11-19T15:00:00.000Z', 600)
    expect(dayText(day(3), [other], nowMs)).toBe('97.91% · down 30 min')
  })

  it('leaves the times out when there are many', () => {
    const many = [1, 2, 3, 4].map((hour) => down(`2026-11-20T2${hour - 1}:00:00.000Z`, 600))
    expect(dayText(day(4), many, nowMs)).toBe('97.22% · down 40 min')
  })
})

describe('sliderKey', () => {
  it('moves by one, by a page, to the ends, and stays inside', () => {
    expect(sliderKey('ArrowLeft', 5, 90, 7)).toBe(4)
    expect(sliderKey('ArrowRight', 89, 90, 7)).toBe(89)
    expect(sliderKey('PageDown', 5, 90, 7)).toBe(0)
    expect(sliderKey('PageUp', 5, 90, 7)).toBe(12)
    expect(sliderKey('Home', 5, 90, 7)).toBe(0)
    expect(sliderKey('End', 5, 90, 7)).toBe(89)
    expect(sliderKey('a', 5, 90, 7)).toBeUndefined()
  })
})
