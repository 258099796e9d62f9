import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bytesSince,
  emptyAccount,
  unseenFacts,
  type ReportFact,
} from '../../../src/domain/traffic/traffic-account.ts'
import {
  countStrip,
  extendStrip,
  toApiDays,
  uptimeOf,
  uptimeOfCounts,
} from '../../../src/domain/presence/days.ts'
import { overlayOff } from '../../../src/domain/presence/events.ts'
import { changesOf, foldAccount } from '../../../src/domain/traffic/fold.ts'
import { answeredFigures, stripOf, windowOf } from '../../../src/domain/presence/live-figures.ts'
import { stateAt, walkSlots, type SlotState } from '../../../src/domain/presence/slots.ts'
import { dayMs, slotMs, slotOf } from '../../../src/domain/values/time.ts'

const start = Date.UTC(2026, 2, 1, 4)

function fact(timeMs: number, change: Partial<ReportFact> = {}): ReportFact {
  return {
    reportId: `r${timeMs}`,
    timeMs,
    online: true,
    intervalS: 60,
    bandwidth: 1,
    connections: 1,
    latencyMs: -1,
    traffic: { bytes: 1, boot: null },
    ...change,
  }
}
function rule(nowMs: number) {
  return { nowMs, off: [], periodStartMs: 0 }
}

/** Reports of some hours with pauses and words of going offline. */
const history = fc
  .array(fc.tuple(fc.integer({ min: 1000, max: 2_000_000 }), fc.boolean(), fc.nat(1000)), {
    minLength: 1,
    maxLength: 60,
  })
  .map((steps) => {
    let timeMs = start
    return steps.map(([gapMs, online, bytes], index) => {
      timeMs += gapMs
      return fact(timeMs, { reportId: `id${index}`, online, traffic: { bytes, boot: null } })
    })
  })

describe('folding', () => {
  test('is a union: any order, any grouping, any repetition gives the same sums and slots', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat()), (facts, chance) => {
        const nowMs = (facts.at(-1)?.timeMs ?? 0) + 1000
        const whole = foldAccount(emptyAccount, facts, rule(nowMs))
        const drawn = (): number => Number(chance.next().value)
        let pieces = emptyAccount
        const shuffled = facts.toSorted(() => (drawn() % 2) - 0.5)
        while (shuffled.length > 0) {
          const group = shuffled.splice(0, 1 + (drawn() % 5))
          pieces = { ...foldAccount(pieces, group, rule(nowMs)), watermarkMs: 0, settled: null, events: [] }
          pieces = { ...foldAccount(pieces, group, rule(nowMs)), watermarkMs: 0, settled: null, events: [] }
        }
        expect(bytesSince(pieces, 0)).toBe(bytesSince(whole, 0))
        expect(bytesSince(whole, 0)).toBe(facts.reduce((sum, { traffic }) => sum + traffic.bytes, 0))
        expect(pieces.slots).toEqual(whole.slots)
        expect(pieces.firstMs).toBe(whole.firstMs)
      }),
    )
  })
  test('step by step as reports come in gives the same history as all at once', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 9 }), (facts, every) => {
        const nowMs = (facts.at(-1)?.timeMs ?? 0) + 1000
        let account = emptyAccount
        for (let at = 0; at < facts.length; at += every) {
          const group = facts.slice(0, at + every)
          account = foldAccount(account, group, rule((group.at(-1)?.timeMs ?? 0) + 500))
        }
        const whole = foldAccount(emptyAccount, facts, rule(nowMs))
        const presence = { firstMs: whole.firstMs, off: [] }
        expect(changesOf(account, nowMs)).toEqual(changesOf(whole, nowMs))
        expect(stripOf(account, presence, nowMs)).toBe(stripOf(whole, presence, nowMs))
        expect(windowOf(account, presence, nowMs)).toEqual(windowOf(whole, presence, nowMs))
        expect(bytesSince(account, 0)).toBe(bytesSince(whole, 0))
      }),
    )
  })
  test('a watermark or a known id keeps a fact out', () => {
    const account = foldAccount(emptyAccount, [fact(start)], rule(start + 3 * 3_600_000))
    expect(unseenFacts(account, [fact(start)])).toEqual([])
    expect(unseenFacts(account, [fact(start - 1, { reportId: 'late' })])).toEqual([])
    expect(unseenFacts(emptyAccount, [fact(start), fact(start + 1, { reportId: `r${start}` })])).toHaveLength(
      1,
    )
  })
  test('old traffic days are summed up, those of the period never', () => {
    const facts = [fact(start), fact(start + 500 * dayMs)]
    const end = start + 500 * dayMs + 1000
    const never = foldAccount(emptyAccount, facts, rule(end))
    expect(never.days).toHaveLength(1)
    expect(bytesSince(never, 0)).toBe(2)
    const kept = foldAccount(emptyAccount, facts, {
      ...rule(end),
      periodStartMs: Math.floor(start / dayMs) * dayMs,
    })
    expect(kept.days).toHaveLength(2)
  })
  test('cumulative counters: the sum does not depend on the order', () => {
    const counter = fc.array(fc.tuple(fc.nat(3), fc.nat(1000)), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(counter, fc.infiniteStream(fc.nat()), (steps, chance) => {
        const totals = new Map<number, number>()
        let boot = 0
        const facts = steps.map(([reboot, grows], index) => {
          if (reboot === 0) boot += 1
          totals.set(boot, (totals.get(boot) ?? 0) + grows)
          const traffic = { bytes: totals.get(boot) ?? 0, boot: `boot${boot}` }
          return fact(start + index * 60_000, { traffic })
        })
        const end = rule(start + 3_600_000)
        const inOrder = foldAccount(emptyAccount, facts, end)
        const shuffled = facts.toSorted(() => (Number(chance.next().value) % 2) - 0.5)
        let oneByOne = emptyAccount
        for (const one of shuffled) oneByOne = { ...foldAccount(oneByOne, [one], end), watermarkMs: 0 }
        const all = [...totals.values()].reduce((sum, total) => sum + total, 0)
        expect(bytesSince(inOrder, 0)).toBe(all - (steps[0]?.[1] ?? 0))
        expect(bytesSince(oneByOne, 0)).toBe(bytesSince(inOrder, 0))
      }),
    )
  })
})

describe('slots and days', () => {
  test('agree with a look at every slot on its own', () => {
    fc.assert(
      fc.property(history, fc.nat(20_000_000), (facts, laterMs) => {
        const nowMs = (facts.at(-1)?.timeMs ?? 0) + laterMs
        const account = foldAccount(emptyAccount, facts, rule(nowMs))
        const presence = { firstMs: account.firstMs, off: [[start + 3_000_000, start + 6_000_000] as const] }
        const range = { from: slotOf(start), to: slotOf(nowMs), nowMs }
        const points = facts.map(({ timeMs, online, intervalS }) => ({ timeMs, online, intervalS }))
        const walked: SlotState[] = []
        walkSlots(points, presence, range, (_slot, state) => walked.push(state))
        const looked = walked.map((_state, index) => {
          const atMs = Math.min((range.from + index + 1) * slotMs - 1, nowMs)
          return stateAt(
            points.findLast(({ timeMs }) => timeMs <= atMs),
            presence,
            atMs,
          )
        })
        expect(walked).toEqual(looked)
      }),
    )
  })
  test('a strip brought forward is the strip made later', () => {
    fc.assert(
      fc.property(history, fc.nat(5 * 86_400_000), (facts, laterMs) => {
        const lastFact = facts.at(-1)
        if (lastFact === undefined) return
        const thenMs = lastFact.timeMs
        const account = foldAccount(emptyAccount, facts, rule(thenMs))
        const presence = { firstMs: account.firstMs, off: [] }
        const nowMs = thenMs + laterMs
        const point = { timeMs: thenMs, online: lastFact.online, intervalS: lastFact.intervalS }
        const known = {
          timeMs: thenMs,
          days: stripOf(account, presence, thenMs),
          window: windowOf(account, presence, thenMs),
        }
        const extended = extendStrip(known, point, presence, nowMs)
        expect(extended).toBe(stripOf(foldAccount(account, [], rule(nowMs)), presence, nowMs))
      }),
    )
  })
  test('the same where no place could join the node for a while, begun before the last report or after it', () => {
    const span = fc.tuple(
      fc.integer({ min: -7_200_000, max: 7_200_000 }),
      fc.integer({ min: 60_000, max: 7_200_000 }),
    )
    fc.assert(
      fc.property(history, span, fc.nat(14_400_000), (facts, [from, length], laterMs) => {
        const lastFact = facts.at(-1)
        if (lastFact === undefined) return
        const thenMs = lastFact.timeMs
        const nowMs = thenMs + laterMs
        const account = foldAccount(emptyAccount, facts, rule(thenMs))
        const unreachable = [[thenMs + from, thenMs + from + length] as const]
        const presence = { firstMs: account.firstMs, off: [], unreachable }
        const point = { timeMs: thenMs, online: lastFact.online, intervalS: lastFact.intervalS }
        const known = {
          timeMs: thenMs,
          days: stripOf(account, presence, thenMs),
          window: windowOf(account, presence, thenMs),
        }
        const later = foldAccount(emptyAccount, facts, rule(nowMs))
        expect(extendStrip(known, point, presence, nowMs).slice(-2)).toBe(
          stripOf(later, presence, nowMs).slice(-2),
        )
      }),
    )
  })
  test('the same of a strip that checks have made since the last report, answered before and after', () => {
    const span = fc.tuple(
      fc.integer({ min: -7_200_000, max: 86_400_000 }),
      fc.integer({ min: 60_000, max: 86_400_000 }),
    )
    fc.assert(
      fc.property(
        history,
        span,
        fc.nat(86_400_000),
        fc.nat(86_400_000),
        (facts, [from, length], made, later) => {
          const lastFact = facts.at(-1)
          if (lastFact === undefined) return
          const madeMs = lastFact.timeMs + made
          const nowMs = madeMs + later
          const point = { timeMs: lastFact.timeMs, online: lastFact.online, intervalS: lastFact.intervalS }
          const answered = [[lastFact.timeMs + from, lastFact.timeMs + from + length] as const]
          const account = foldAccount(emptyAccount, facts, rule(lastFact.timeMs))
          const presence = { firstMs: account.firstMs, off: [], answered }
          const known = answeredFigures(account, presence, madeMs, true)
          const extended = extendStrip(known, point, presence, nowMs)
          expect(extended).toBe(stripOf(account, presence, nowMs))
        },
      ),
    )
  })
  test('count down and up; days without data count for nothing', () => {
    const account = foldAccount(emptyAccount, [fact(start)], rule(start))
    const presence = { firstMs: start, off: [] }
    const nowMs = start + 3_600_000
    const counts = countStrip(stripOf(account, presence, nowMs), presence, nowMs)
    expect([counts.up[89], counts.down[89]]).toEqual([0, 7])
    expect(uptimeOfCounts(counts, 90)).toBe(0)
    expect(uptimeOf(0, 0)).toBeNull()
    expect(uptimeOf(99_999, 1)).toBe(99.99)
    expect(toApiDays('__00')).toBe('--00')
  })
  test('a drained time is no data and no downtime', () => {
    const facts = [fact(start), fact(start + 2 * 3_600_000)]
    const nowMs = start + 2 * 3_600_000
    const off = [[start + 60_000, nowMs] as const]
    const account = foldAccount(emptyAccount, facts, { nowMs, off, periodStartMs: 0 })
    const presence = { firstMs: start, off }
    const counts = countStrip(stripOf(account, presence, nowMs), presence, nowMs)
    expect([counts.up[89], counts.down[89]]).toEqual([1, 0])
    expect(overlayOff(changesOf(account, nowMs), off, nowMs).map(({ state }) => state)).toEqual([
      'up',
      'none',
      'up',
    ])
  })
})
