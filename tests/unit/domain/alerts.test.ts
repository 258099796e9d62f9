import { describe, expect, it } from 'vitest'
import type { EventKind, SiteEvent } from '../../../src/contract/events.ts'
import { type AlertItem, decide, isQuiet, nextTryMs, toldOf } from '../../../src/domain/alerts/index.ts'

const minute = 60_000
const startMs = Date.UTC(2026, 10, 30)

function at(min: number): number {
  return startMs + min * minute
}

function log(...entries: readonly (readonly [min: number, kind: EventKind, node?: number])[]): SiteEvent[] {
  return entries.map(([min, kind, node = 1]) => ({ ms: at(min), node, kind, why: '' }))
}

const rule = {
  kinds: new Set<EventKind>(['offline', 'unreachable', 'full']),
  afterMs: 5 * minute,
  remindsDaily: false,
  sinceMs: 0,
}

function words(
  events: readonly SiteEvent[],
  min: number,
  told: readonly AlertItem[] = [],
  change = {},
): string[] {
  return decide({ ...rule, ...change }, events, toldOf(told), at(min)).map(
    ({ word, kind, ms }) => `${word} ${kind} ${(ms - startMs) / minute}`,
  )
}

function item(word: AlertItem['word'], min: number, kind: EventKind = 'offline'): AlertItem {
  return { word, kind, node: 1, ms: at(min) }
}

describe('what has to be told', () => {
  it.each<[string, SiteEvent[], number, string[], AlertItem[]?]>([
    ['a down that has not lasted', log([0, 'offline']), 4, []],
    ['a down that has', log([0, 'offline']), 5, ['down offline 0']],
    ['a down that was told', log([0, 'offline']), 9, [], [item('down', 0)]],
    [
      'a down that was given another reason',
      log([0, 'unreachable'], [3, 'offline']),
      6,
      ['down unreachable 0'],
    ],
    [
      'one reason gone, the other not',
      log([0, 'unreachable'], [3, 'offline'], [8, 'online']),
      9,
      [],
      [item('down', 0)],
    ],
    ['an end of what was told', log([0, 'offline'], [9, 'online']), 9, ['up offline 0'], [item('down', 0)]],
    ['an end of what was not', log([0, 'offline'], [3, 'online']), 9, []],
    ['an end that was told', log([0, 'offline'], [9, 'online']), 9, [], [item('down', 0), item('up', 0)]],
    [
      'an end of what began before all that is known',
      log([9, 'online']),
      9,
      ['up offline -5000'],
      [item('down', -5000)],
    ],
    [
      'what lasted and is over, with no tick in between',
      log([0, 'offline'], [9, 'online']),
      20,
      ['passed offline 0'],
    ],
    ['the same too late', log([0, 'offline'], [9, 'online']), 80, []],
    ['something else', log([0, 'full'], [1, 'quota_80']), 1, ['event full 0']],
    ['a node that is paused', log([-9, 'drained'], [0, 'offline'], [1, 'full']), 30, []],
    ['a node in maintenance', log([-9, 'maintenance_began'], [0, 'offline']), 30, []],
    [
      'the same after it',
      log([-9, 'maintenance_began'], [0, 'offline'], [20, 'maintenance_ended']),
      25,
      ['down offline 0'],
    ],
    [
      'not at once after it',
      log([-9, 'maintenance_began'], [0, 'offline'], [20, 'maintenance_ended']),
      24,
      [],
    ],
    [
      'silence while the site was away',
      log([0, 'clock_stopped', 0], [20, 'offline'], [60, 'clock_runs', 0]),
      74,
      [],
    ],
    [
      'silence that goes on after it',
      log([0, 'clock_stopped', 0], [20, 'offline'], [60, 'clock_runs', 0]),
      80,
      ['down offline 20'],
    ],
    ['what a doubtful checker says', log([0, 'checker_doubtful', 0], [20, 'unreachable']), 40, []],
    [
      'silence, whatever the checker',
      log([0, 'checker_doubtful', 0], [20, 'offline']),
      40,
      ['down offline 20'],
    ],
  ])('%s', (_name, events, min, expected, told = []) => {
    expect(words(events, min, told)).toEqual(expected)
  })

  it('is one item for what comes and goes, and the down that stays after it', () => {
    const events = log([0, 'offline'], [6, 'online'], [10, 'offline'], [16, 'online'], [20, 'offline'])
    expect(words(events, 20, [item('down', 0), item('up', 0), item('down', 10), item('up', 10)])).toEqual([
      'flapping offline 20',
    ])
    const told = [item('down', 0), item('up', 0), item('down', 10), item('up', 10), item('flapping', 20)]
    expect(words(events, 49, told)).toEqual([])
    expect(words(events, 50, told)).toEqual(['down offline 20'])
  })

  it('takes along what would be due within the minute, and no more', () => {
    const events = log([0, 'offline', 1], [1, 'offline', 2], [2, 'offline', 3])
    expect(words(events, 4)).toEqual([])
    expect(words(events, 5)).toEqual(['down offline 0', 'down offline 1'])
  })

  it('is nothing that began before the channel', () => {
    expect(words(log([0, 'offline'], [1, 'full']), 9, [], { sinceMs: at(2) })).toEqual([])
  })

  it('reminds once a day of what lasts', () => {
    const day = 24 * 60
    const remindsDaily = { remindsDaily: true }
    const told = [item('down', 0)]
    expect(words([], day - 1, told, remindsDaily)).toEqual([])
    expect(words([], day, told, remindsDaily)).toEqual([`still offline ${day}`])
    expect(words([], 2 * day + 5, [...told, item('still', day)], remindsDaily)).toEqual([
      `still offline ${2 * day}`,
    ])
    expect(words([], 2 * day, [...told, item('up', 0)], remindsDaily)).toEqual([])
    expect(words([], day, told)).toEqual([])
  })
})

describe('quiet hours', () => {
  const noonUtc = Date.UTC(2026, 10, 30, 12)
  it.each([
    ['', 0, false],
    ['12:00-12:00', 0, false],
    ['12:00-13:00', 0, true],
    ['11:00-12:00', 0, false],
    ['20:00-07:30', 480, true],
    ['19:00-20:00', 480, false],
    ['22:00-13:00', 0, true],
    ['06:00-07:00', -360, true],
  ])('%j at %i minutes', (quiet, offset, expected) => {
    expect(isQuiet(quiet, offset, noonUtc)).toBe(expected)
  })
})

describe('the next try', () => {
  it('waits twice as long each time, an hour at most, and as long as the service asks', () => {
    const waits = Array.from({ length: 9 }, (_, count) => {
      const tries = Array.from({ length: count + 1 }, (_, index) => ({ atMs: index, afterS: 0 }))
      return (nextTryMs(tries) - count) / minute
    })
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
    expect(nextTryMs([{ atMs: 5, afterS: 600 }])).toBe(5 + 600_000)
    expect(nextTryMs([])).toBe(0)
  })
})
