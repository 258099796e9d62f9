import { beforeEach, describe, expect, it } from 'vitest'
import type { NodeChecksAnswer } from '../../../src/contract/checks.ts'
import { setMessages } from '../../../src/ui/i18n/language.ts'
import { messages } from '../../../src/ui/i18n/en/node.ts'
import { checksSentence, placeSentence } from '../../../src/ui/pages/node/checks-words.ts'
import { isMeasured, latencySeries } from '../../../src/ui/pages/node/latency-series.ts'

const nowMs = new Date(2026, 10, 22, 15, 30).getTime()
const iso = (ms: number): string => new Date(ms).toISOString()
const at1402 = iso(new Date(2026, 10, 22, 14, 2).getTime())

type Place = NodeChecksAnswer['places'][number]
type Newest = NonNullable<Place['newest']>

function place(id: string, newest: Partial<Newest> | null, slots: (number | null)[] = [null, null]): Place {
  const whole = { verdict: 'joined', code: 'ok', since: at1402, at: iso(nowMs), latency_ms: 12.4 } as const
  const series = { latency_ms: slots, reached: slots.map(() => null) }
  return { id, name: id, newest: newest && { ...whole, ...newest }, slots: series, days: series }
}

const refused = { verdict: 'failed', code: 'refused', latency_ms: -1 } as const

function answer(
  state: NodeChecksAnswer['reports']['state'],
  places: readonly Place[],
  at: string | null = iso(nowMs - 60_000),
): NodeChecksAnswer {
  return {
    generated_at: iso(nowMs),
    reports: { state, at },
    slots_start: iso(nowMs - 600_000),
    step_s: 600,
    places: [...places],
  }
}

describe('reports and checks side by side', () => {
  beforeEach(() => setMessages('en', messages))

  it.each([
    ['online', [refused], 'bad', 'Reports online, cannot be joined: connection refused, since 14:02'],
    ['silent', [{}], 'warn', 'Joined, but no report for 3 hr'],
    [
      'silent',
      [refused, refused],
      'bad',
      'No reports, and cannot be joined: connection refused, since 14:02',
    ],
    ['online', [{}, refused], 'warn', 'Cannot be joined from some places: connection refused, since 14:02'],
    ['online', [{}], 'good', 'Reports online, and can be joined'],
    ['offline', [{}], 'warn', 'Reports offline, yet can be joined'],
    ['none', [{}, null], 'good', 'Joined; it has no reporter'],
    [
      'online',
      [{ verdict: 'refused', code: 'foreign_rejected' }],
      'warn',
      'Answers, but takes no foreign networks; not handed out',
    ],
    ['online', [null], 'idle', 'Not checked in the last hour'],
  ] as const)('reports %s, places found %j: %s, %s', (state, found, tone, text) => {
    const places = found.map((newest, at) => place(`place ${at}`, newest))
    const said = answer(state, places, state === 'silent' ? iso(nowMs - 3 * 3_600_000) : iso(nowMs))
    expect(checksSentence(said, nowMs)).toEqual({ tone, text })
  })

  it('says what a place found last, with a word for codes of later versions', () => {
    expect(placeSentence(place('a', {}), nowMs).text).toMatch(/^Joined · 12.ms$/)
    expect(placeSentence(place('a', { ...refused, code: 'newer' }), nowMs).text).toBe(
      'for another reason, since 14:02',
    )
  })
})

describe('measured latency', () => {
  const both = answer('online', [place('a', {}, [10, null]), place('b', {}, [30, 40])])

  it('is that of one place, or the middle of all', () => {
    expect(latencySeries(both, 'b', 'h24').values).toEqual([30, 40])
    expect(latencySeries(both, '', 'h24')).toMatchObject({ values: [20, 40], stepMs: 600_000 })
    expect(latencySeries(both, 'a', 'd30').values).toEqual([10, null])
  })

  it('is nothing to show where nobody measured any', () => {
    expect(isMeasured(both)).toBe(true)
    expect(isMeasured(answer('online', [place('a', {})]))).toBe(false)
  })
})
