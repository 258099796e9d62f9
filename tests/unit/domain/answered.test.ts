import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  answeredChanges,
  answeredTimes,
  isAnswered,
  timesOfChanges,
  withAnswers,
  type AnsweredChange,
} from '../../../src/domain/presence/answered.ts'
import type { OffInterval } from '../../../src/domain/presence/off.ts'

const minute = 60_000
const start = Date.UTC(2026, 2, 1, 4)

function every10(count: number, fromMs = start): number[] {
  return Array.from({ length: count }, (_one, at) => fromMs + at * 10 * minute)
}

describe('checks that are answered while the node says nothing', () => {
  test('of a node without a word: from the first on, until a quarter of an hour after the last', () => {
    const good = every10(4)
    const told = answeredChanges([], good, { word: undefined, untilMs: start + 31 * minute })
    expect(told).toEqual([{ ms: start, isOn: true }])
    const later = { word: undefined, untilMs: start + 60 * minute }
    expect(answeredChanges([[start, 0]], good, later)).toEqual([{ ms: start + 45 * minute, isOn: false }])
    expect(answeredChanges([[start, start + 45 * minute]], good, later)).toEqual([])
  })
  test('of one that fell silent: from its silence on, and no more once it speaks again', () => {
    const word = { timeMs: start, online: true, intervalS: 300, sinceMs: start }
    const told = answeredChanges([], every10(4), { word, untilMs: start + 32 * minute })
    expect(told).toEqual([{ ms: start + 15 * minute, isOn: true }])
    const back = { ...word, timeMs: start + 40 * minute, sinceMs: start + 35 * minute }
    const open: OffInterval[] = [[start + 15 * minute, 0]]
    expect(answeredChanges(open, every10(5), { word: back, untilMs: start + 42 * minute })).toEqual([
      { ms: start + 35 * minute, isOn: false },
    ])
  })
  test('a word that it goes counts against the checks before it', () => {
    const word = { timeMs: start + 25 * minute, online: false, intervalS: 300, sinceMs: start }
    const open: OffInterval[] = [[start, 0]]
    expect(answeredChanges(open, every10(3), { word, untilMs: start + 28 * minute })).toEqual([
      { ms: word.timeMs, isOn: false },
    ])
    expect(answeredChanges(open, every10(4), { word, untilMs: start + 32 * minute })).toEqual([
      { ms: word.timeMs, isOn: false },
      { ms: start + 30 * minute, isOn: true },
    ])
    expect(isAnswered(answeredTimes(every10(3)), word, start + 26 * minute)).toBe(false)
    expect(isAnswered(answeredTimes(every10(4)), word, start + 31 * minute)).toBe(true)
  })
  test('what was not checked for long before it spoke again, either way, was not answered', () => {
    const open: OffInterval[] = [[start, 0]]
    const untilMs = start + 62 * minute
    const told = { ms: start + 15 * minute, isOn: false }
    for (const online of [true, false]) {
      const word = { timeMs: start + 60 * minute, online, intervalS: 300, sinceMs: start + 60 * minute }
      expect(answeredChanges(open, [start], { word, untilMs })).toEqual([told])
    }
  })
  test('a hole is told as one, and what nobody has checked for long ends', () => {
    const good = [start, start + 60 * minute]
    expect(answeredChanges([[start, 0]], good, { word: undefined, untilMs: start + 61 * minute })).toEqual([
      { ms: start + 15 * minute, isOn: false },
      { ms: start + 60 * minute, isOn: true },
    ])
    expect(withAnswers([[start, 0]], [], start + 300 * minute)).toEqual([[start, start + 235 * minute]])
  })
  test('told pass by pass it holds the times in which a check was answered, whichever passes are lost', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(gaps, fc.array(fc.boolean(), { minLength: 20 }), (minutes, isLost) => {
        const good: number[] = []
        let [ms, told]: [number, AnsweredChange[]] = [start, []]
        for (const [at, gap] of minutes.entries()) {
          good.push(ms)
          ms += gap * minute
          if (isLost[at] === true) continue
          told = [
            ...told,
            ...answeredChanges(timesOfChanges(told), good, { word: undefined, untilMs: ms - 1 }),
          ]
        }
        told = [...told, ...answeredChanges(timesOfChanges(told), good, { word: undefined, untilMs: ms - 1 })]
        const times = timesOfChanges(told)
        for (let atMs = start; atMs < ms; atMs += minute)
          expect(isAnswered(times, undefined, atMs)).toBe(isAnswered(answeredTimes(good), undefined, atMs))
      }),
    )
  })
})
