import { describe, expect, test } from 'vitest'
import { addCounter, ownSum } from '../../../src/domain/traffic/counters.ts'
import { counterWarnings } from '../../../src/domain/traffic/counter-warnings.ts'
import { foldAccount } from '../../../src/domain/traffic/fold.ts'
import { looksLikeSums } from '../../../src/domain/traffic/own-sums.ts'
import {
  bytesSince,
  emptyAccount,
  type BootEntry,
  type ReportFact,
  type SlotEntry,
} from '../../../src/domain/traffic/traffic-account.ts'

const start = Date.UTC(2026, 2, 1)
const slotMs = 600_000

function said(at: number, bytes: number, boot: string | null = ownSum): ReportFact {
  const timeMs = start + at * slotMs
  return {
    reportId: `r${at}`,
    timeMs,
    online: true,
    intervalS: 600,
    bandwidth: 1,
    connections: 1,
    latencyMs: -1,
    traffic: { bytes, boot },
  }
}

/** What is counted of sums that are told one after the other. */
function counted(sums: readonly number[], stepMs = slotMs): number {
  let boots: readonly BootEntry[] = []
  let sum = 0
  for (const [at, value] of sums.entries()) {
    const added = addCounter(boots, ownSum, { ...said(at, value), timeMs: start + at * stepMs })
    boots = added.boots
    sum += added.bytes
  }
  return sum
}

describe('a sum that its reporter keeps', () => {
  test.each([
    ['what it had when it was first told is not counted', [500], 0],
    ['then what it grows by', [500, 510, 510, 530], 30],
    ['put back to zero, what it has counted since is counted whole', [500, 520, 7, 12], 32],
    ['a reading that is a little lower is no new beginning', [500, 520, 519, 525], 26],
    ['half of it is the most that a new beginning may have', [500, 250, 260], 260],
    ['more than half counts from there', [500, 251, 261], 10],
    ['put back week after week', [0, 100, 0, 100, 0, 100], 300],
  ])('%s', (_what, sums, expected) => {
    expect(counted(sums, 7 * 3_600_000)).toBe(expected)
  })

  test('is not the counter of a boot, which counts from where it fell to', () => {
    const steps = [500, 520, 7, 12].map((bytes, at) => said(at, bytes, 'abcdef01'))
    const account = foldAccount(emptyAccount, steps, { nowMs: start + 5 * slotMs, off: [], periodStartMs: 0 })
    expect(bytesSince(account, 0)).toBe(25)
  })

  test('that falls again and again within the hour is two machines: nothing is made up', () => {
    expect(counted([500, 3, 501, 4, 502, 5, 503], 60_000)).toBeLessThanOrEqual(503)
  })

  test('a node that had another counter before starts from what its sum says first', () => {
    const before = addCounter([], 'abcdef01', said(0, 40)).boots
    const first = addCounter(before, ownSum, said(1, 900))
    expect(first.bytes).toBe(0)
    expect(addCounter(first.boots, ownSum, said(2, 905)).bytes).toBe(5)
  })

  test('put back by its reporter, its owner is told nothing: that is what it does every period', () => {
    const facts = [said(0, 500), said(1, 520), said(2, 7)]
    const account = foldAccount(emptyAccount, facts, { nowMs: start + 3 * slotMs, off: [], periodStartMs: 0 })
    expect(bytesSince(account, 0)).toBe(27)
    expect(counterWarnings(account, start + 3 * slotMs)).toEqual({ rebasedMs: null, twoMachines: false })
  })
})

describe('looksLikeSums', () => {
  const gb = 1e9
  /** Slots of ten minutes with so many bytes each. */
  function slotsOf(...bytes: readonly number[]): SlotEntry[] {
    return bytes.map((one, at) => [at, start + at * slotMs, 1, 600, 1, 1, -1, one])
  }
  // 100 Mbps are 7.5 GB in ten minutes, 22.5 GB with both ways and a late report.
  const growing = slotsOf(...[300, 301, 302, 303, 304, 305].map((one) => one * gb))

  test('six values that never fall and that the line could not carry', () => {
    expect(looksLikeSums(growing, 100)).toBe(true)
    expect(looksLikeSums(growing, 10_000)).toBe(false)
    expect(looksLikeSums(growing.slice(1), 100)).toBe(false)
  })

  test('one that falls, one that fits, or a line that is not known acquits it', () => {
    expect(looksLikeSums(slotsOf(...[300, 301, 300, 303, 304, 305].map((one) => one * gb)), 100)).toBe(false)
    expect(looksLikeSums(slotsOf(...[22, 301, 302, 303, 304, 305].map((one) => one * gb)), 100)).toBe(false)
    expect(looksLikeSums(growing, 0)).toBe(false)
    expect(
      looksLikeSums(
        growing.map((slot) => slot.with(7, slot[7] * 10) as unknown as SlotEntry),
        0,
      ),
    ).toBe(true)
  })

  test('slots without traffic are passed over; only the newest count', () => {
    const mixed = [...slotsOf(5, 4, 3), ...growing.flatMap((slot) => [...slotsOf(0), slot])]
    expect(looksLikeSums(mixed, 100)).toBe(true)
  })
})
