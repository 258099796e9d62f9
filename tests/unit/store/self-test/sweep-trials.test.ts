import { expect, test } from 'vitest'
import { MemoryKv } from '../../../../src/emulator/kv/memory-kv.ts'
import {
  listedTrials,
  newRun,
  putTrials,
  sweepTrials,
  trialOf,
  writeLastSelfTest,
} from '../../../../src/store/self-test/index.ts'
import { kvOver } from '../../../../src/tools/demo/memory-store.ts'

test('the sweep deletes what a run has left after ten minutes, and nothing of a run that goes on', async () => {
  const store = new MemoryKv()
  const kv = kvOver(store)
  let nowMs = Date.UTC(2026, 10, 4)
  const ctx = { kv, clock: () => nowMs, random: (length: number) => new Uint8Array(length) }
  const old = newRun(ctx)
  await putTrials(kv, listedTrials(old, 0, 100), '1')
  await writeLastSelfTest(ctx, { v: 1, ms: nowMs, found: [], facts: {} })
  nowMs += 599_000
  await sweepTrials(ctx)
  expect(store.size).toBe(101)
  nowMs += 2_000
  const young = newRun(ctx)
  await kv.put(trialOf(young, 'wait'), '7')
  await sweepTrials(ctx)
  await sweepTrials(ctx)
  expect([...store.entries()].map(([key]) => key)).toEqual(['self_test', trialOf(young, 'wait')])
})
