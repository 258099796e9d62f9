import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seatsAt, takeSeat } from '../../../src/domain/placement/shared-seats.ts'

const count = 6
const minuteMs = 60_000

type Node = { readonly id: number; readonly group: number; readonly weight: number }

function listAt(nodes: readonly Node[], nowMs: number): number[] {
  const taken = new Set<number>()
  const liking = { classOf: ({ group }: Node) => group, weightOf: ({ weight }: Node) => weight }
  for (const seat of seatsAt(nowMs, count)) {
    const found = takeSeat(seat, nodes, liking, taken)
    if (found !== undefined) taken.add(found.id)
  }
  return [...taken]
}

function missing(before: readonly number[], after: readonly number[]): number {
  return before.filter((id) => !after.includes(id)).length
}

const nodes = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: 1e9 }),
    group: fc.integer({ min: 0, max: 3 }),
    weight: fc.integer({ min: 1, max: 200 }),
  }),
  { minLength: 1, maxLength: 60, selector: ({ id }) => id },
)
const time = fc.integer({ min: 1e12, max: 2e12 })

describe('a list that is the same for everybody', () => {
  test('has the best there are, none of them twice', () => {
    fc.assert(
      fc.property(nodes, time, (all, nowMs) => {
        const list = listAt(all, nowMs)
        expect(new Set(list).size).toBe(Math.min(count, all.length))
        const groups = all.map(({ group }) => group).toSorted()
        const chosen = list.map((id) => all.find((node) => node.id === id)?.group ?? -1).toSorted()
        expect(chosen).toEqual(groups.slice(0, list.length))
      }),
    )
  })

  test('stays for five minutes and then exchanges one at most', () => {
    fc.assert(
      fc.property(nodes, time, fc.integer({ min: 0, max: 5 * minuteMs - 1 }), (all, nowMs, later) => {
        const startMs = nowMs - (nowMs % (5 * minuteMs))
        expect(listAt(all, startMs + later)).toEqual(listAt(all, startMs))
        expect(missing(listAt(all, startMs), listAt(all, startMs + 5 * minuteMs))).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('exchanges one at most for each node that goes or comes', () => {
    fc.assert(
      fc.property(nodes, time, fc.nat(), (all, nowMs, at) => {
        const gone = all[at % all.length]
        const [before, after] = [
          listAt(all, nowMs),
          listAt(
            all.filter((node) => node !== gone),
            nowMs,
          ),
        ]
        expect(missing(before, after)).toBeLessThanOrEqual(1)
        expect(missing(after, before)).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('goes round: in a day every one of twenty equals has been on it', () => {
    const all = Array.from({ length: 20 }, (_, id) => ({ id: id + 1, group: 0, weight: 1 }))
    const seen = new Set<number>()
    for (let turn = 0; turn < 288; turn += 1) for (const id of listAt(all, turn * 5 * minuteMs)) seen.add(id)
    expect(seen.size).toBe(20)
  })
})
