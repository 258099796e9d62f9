import { expect, test } from 'vitest'
import { untriedFirst } from '../../../src/store/placement/keyed-order.ts'
import type { CandidateRow } from '../../../src/store/placement/candidate-rows.ts'
import { Pool } from '../../../src/store/placement/pools.ts'

const rows = Array.from({ length: 6 }, (_, id) => ({
  id,
  isProven: id % 2 === 0,
  connections: id,
  connectionsMax: 10,
  bandwidthFree: id,
  bandwidthShare: 0.5,
  trafficPerDay: id,
  latencyMs: id,
  trusted: 50,
  ownerFactor: 1,
})) as unknown as CandidateRow[]

test('what is derived of a pool is made once', () => {
  const pool = new Pool(rows)
  expect(pool.scores('bandwidth')).toBe(pool.scores('bandwidth'))
  expect(pool.scores('bandwidth')).not.toBe(pool.scores('traffic'))
  expect(pool.half(true)).toBe(pool.half(true))
  expect(pool.half(true).rows.map(({ id }) => id)).toEqual([0, 2, 4])
  expect(pool.half(false).rows.map(({ id }) => id)).toEqual([1, 3, 5])
})

test('what a caller has tried comes behind the rest, in the order of its tries', () => {
  const ids = (given: readonly number[]) => {
    const { order, fresh } = untriedFirst(rows, given)
    return { ids: order.map(({ id }) => id), fresh }
  }
  expect(ids([])).toEqual({ ids: [0, 1, 2, 3, 4, 5], fresh: true })
  expect(ids([3, 1, 99])).toEqual({ ids: [0, 2, 4, 5, 3, 1], fresh: true })
  expect(ids([5, 4, 3, 2, 1, 0])).toEqual({ ids: [5, 4, 3, 2, 1, 0], fresh: false })
})
