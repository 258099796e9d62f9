import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addHandout, noteFailure, takeBackHandout } from '../../../src/domain/placement/index.ts'
import { createMemory, type StoreContext } from '../../../src/store/context/context.ts'
import type { CandidateRow } from '../../../src/store/placement/candidate-rows.ts'
import { weigh, without } from '../../../src/store/placement/pool-weights.ts'
import { Pool } from '../../../src/store/placement/pools.ts'

const startMs = 1_900_000_000_000

function rowOf(id: number): CandidateRow {
  const places = 2 + (id % 7)
  return {
    id,
    region: 'domestic',
    relay: true,
    protocols: 1,
    oldProtocols: 1,
    connections: id % 3,
    connectionsMax: places + (id % 3),
    bandwidthFree: 100,
    bandwidthShare: 0.25 + (id % 4) / 8,
    reportedMs: startMs - 1000 * id,
    trafficPerDay: Infinity,
    latencyMs: -1,
    isProven: id % 2 === 0,
    provenMs: id % 2 === 0 ? startMs + 500 : 0,
    trusted: 50,
    ownerFactor: 1,
    isLast: false,
    tags: '',
    line: '',
    idText: String(id),
    hasPassed: true,
  }
}

const rows = Array.from({ length: 12 }, (_row, id) => rowOf(id))
const node = fc.integer({ min: 0, max: 14 })
const step = fc.oneof(
  fc.record({ kind: fc.constant('out' as const), id: node, amount: fc.constantFrom(1, 1 / 3, 2) }),
  fc.record({ kind: fc.constant('back' as const), id: node, amount: fc.constantFrom(1, 1 / 3) }),
  fc.record({ kind: fc.constant('failed' as const), id: node, source: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 400, 11_000) }),
  fc.record({ kind: fc.constant('look' as const) }),
  fc.record({ kind: fc.constant('many' as const), id: node }),
)

test('weights that follow the changes are those weighed from nothing', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let nowMs = startMs
      const memory = createMemory()
      const ctx = { memory, clock: () => nowMs } as unknown as StoreContext
      const pool = new Pool(rows)
      for (const one of steps) {
        if (one.kind === 'out') addHandout(memory.handouts, one.id, one.amount, nowMs)
        if (one.kind === 'back') takeBackHandout(memory.handouts, one.id, one.amount, nowMs)
        if (one.kind === 'failed') noteFailure(memory.failedHandouts, one.id, one.source, nowMs)
        if (one.kind === 'wait') nowMs += one.ms
        // More than are remembered: whoever looks next begins anew.
        if (one.kind === 'many')
          for (let at = 0; at < 1500; at += 1) addHandout(memory.handouts, one.id, 0.001, nowMs)
        if (one.kind === 'look') weigh(ctx, pool, 'capacity')
        if (one.kind === 'look') weigh(ctx, pool, 'traffic')
      }
      for (const priority of ['capacity', 'traffic'] as const) {
        const { open, filled, reported } = weigh(ctx, pool, priority)
        const anew = weigh(ctx, new Pool(rows), priority)
        expect({ open, filled, reported }).toEqual({
          open: anew.open,
          filled: anew.filled,
          reported: anew.reported,
        })
      }
    }),
  )
})

test('what was tried is left out of a copy', () => {
  const memory = createMemory()
  const ctx = { memory, clock: () => startMs } as unknown as StoreContext
  const pool = new Pool(rows)
  const { open } = weigh(ctx, pool, 'capacity')
  const left = without(pool, open, [3, 99])
  expect(left[3]).toBe(0)
  expect(left[4]).toBe(open[4])
  expect(open[3]).toBeGreaterThan(0)
  expect(without(pool, open, [99])).toBe(open)
})
