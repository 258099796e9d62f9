import { expect, it } from 'vitest'
import { ServiceError } from '../../../../src/contract/errors.ts'
import type { Job } from '../../../../src/services/tick/jobs.ts'
import { tick } from '../../../../src/services/tick/tick.ts'
import { listEvents } from '../../../../src/store/events/index.ts'
import { clearMailFailure, putMailFailure } from '../../../../src/store/system/index.ts'
import { accountContext } from '../../../support/accounts.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const minute = 60_000
const hour = 60 * minute

function world() {
  const kv = new SimKv({ startMs: Date.UTC(2026, 0, 15, 12) })
  const told = async (): Promise<string[]> => {
    const { events } = await listEvents(accountContext(kv), { limit: 50 })
    return events.map(({ kind, why }) => `${kind} ${why}`).toReversed()
  }
  const run = async (jobs: readonly Job[] = []): Promise<void> => {
    kv.nowMs += minute
    await tick(accountContext(kv), jobs)
  }
  return { kv, told, run }
}

function job(id: string, error: Error): Job {
  return { id, everyMs: minute, run: () => Promise.reject(error) }
}

it('mails that fail are told once in six hours while they go on failing, and no longer when one went out', async () => {
  const { kv, told, run } = world()
  for (let at = 0; at < 7 * 60; at += 1) {
    if (at % 10 === 0) await putMailFailure(accountContext(kv).kv, 'no route', kv.nowMs)
    await run()
  }
  expect(await told()).toEqual(['mail_failing no route', 'mail_failing no route'])
  await clearMailFailure(accountContext(kv).kv)
  kv.nowMs += 7 * hour
  await run()
  expect(await told()).toHaveLength(2)
})

it('a job that two ticks in a row leave is told, one that fails once is not', async () => {
  const { told, run } = world()
  const failing = [job('rounds', new Error('x'))]
  await run(failing)
  await run([])
  expect(await told()).toEqual([])
  await run(failing)
  await run(failing)
  await run(failing)
  expect(await told()).toEqual(['queue_waiting rounds'])
})

it('a store that fails is told by the next thing that it takes', async () => {
  const { told, run } = world()
  await run([job('lists', new ServiceError('storage_unavailable'))])
  await run([job('lists', new ServiceError('storage_unavailable'))])
  expect(await told()).toEqual(['store_errors storage_unavailable'])
})
