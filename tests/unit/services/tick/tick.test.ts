import { describe, expect, it } from 'vitest'
import { jobs, type Job } from '../../../../src/services/tick/jobs.ts'
import { driveByTraffic } from '../../../../src/services/tick/drive-by-traffic.ts'
import { tickAgeMs } from '../../../../src/services/tick/tick-age.ts'
import { tick } from '../../../../src/services/tick/tick.ts'
import { addHit, throttles } from './hits.ts'
import { accountContext } from '../../../support/accounts.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const minuteMs = 60_000

function world(): SimKv {
  return new SimKv({ startMs: Date.UTC(2026, 0, 15, 12, 0, 7) })
}

/** A job that counts its runs. */
function counting(id: string, everyMs: number, run: Job['run'] = async () => undefined) {
  const seen: number[] = []
  const job: Job = {
    id,
    everyMs,
    run: (ctx, signal) => {
      seen.push(ctx.clock())
      return run(ctx, signal)
    },
  }
  return { job, seen }
}

describe('a tick', () => {
  it('does each job once in its stretch of time, whoever asks and however often', async () => {
    const kv = world()
    const often = counting('often', minuteMs, async () => ({ checked: 2 }))
    const seldom = counting('seldom', 10 * minuteMs, async () => ({ alerted: 1 }))
    const ask = () => tick(accountContext(kv), [often.job, seldom.job])
    expect(await ask()).toEqual({ due: 2, checked: 2, alerted: 1, next_due_s: 53 })
    expect(await ask()).toEqual({ due: 0, checked: 0, alerted: 0, next_due_s: 53 })
    for (let count = 0; count < 100; count += 1) {
      kv.nowMs += 20_000
      await ask()
    }
    // 2,000 s from 7 s past a full minute: 33 more minutes and 3 more stretches of ten have begun.
    expect([often.seen.length, seldom.seen.length]).toEqual([1 + 33, 1 + 3])
  })

  it('says when something is due again', async () => {
    const kv = world()
    const { job } = counting('seldom', 10 * minuteMs)
    expect(await tick(accountContext(kv), [job])).toMatchObject({ next_due_s: 593 })
  })

  it('catches up with what was due while no tick came', async () => {
    const kv = world()
    const { job, seen } = counting('seldom', 60 * minuteMs)
    await tick(accountContext(kv), [job])
    kv.nowMs += 26 * 60 * minuteMs
    await tick(accountContext(kv), [job])
    expect(seen).toHaveLength(2)
  })

  it('goes on after a job that failed, logs it, and does it again a minute later', async () => {
    const kv = world()
    let fails = true
    const bad = counting('bad', 60 * minuteMs, async () => {
      if (fails) throw new Error('no')
    })
    const good = counting('good', 60 * minuteMs)
    const lines: unknown[] = []
    const ask = () =>
      tick({ ...accountContext(kv), log: (event, fields) => void lines.push([event, fields?.['job']]) }, [
        bad.job,
        good.job,
      ])
    expect(await ask()).toMatchObject({ due: 1, next_due_s: 53 })
    expect(lines).toEqual([['tick_job_failed', 'bad']])
    fails = false
    kv.nowMs += minuteMs
    expect(await ask()).toMatchObject({ due: 1 })
    kv.nowMs += minuteMs
    expect(await ask()).toMatchObject({ due: 0 })
    expect([bad.seen.length, good.seen.length]).toEqual([2, 1])
  })

  it('begins nothing after 20 s; what is left is due in the next one', async () => {
    const kv = world()
    const slow = counting('slow', 60 * minuteMs, async () => {
      kv.nowMs += 20_000
    })
    const late = counting('late', 60 * minuteMs)
    expect(await tick(accountContext(kv), [slow.job, late.job])).toMatchObject({ due: 1 })
    expect(late.seen).toEqual([])
    kv.nowMs += minuteMs
    expect(await tick(accountContext(kv), [slow.job, late.job])).toMatchObject({ due: 1 })
    expect([slow.seen.length, late.seen.length]).toEqual([1, 1])
  })

  it('leaves a job that hangs when its time is over', async () => {
    const kv = world()
    const hangs = counting('hangs', 60 * minuteMs, () => new Promise(() => undefined))
    const late = counting('late', 60 * minuteMs)
    const aborter = new AbortController()
    const ctx = {
      ...accountContext(kv),
      deadline: () => ({ signal: aborter.signal, cancel: () => undefined }),
    }
    const asked = tick(ctx, [hangs.job, late.job])
    await expect.poll(() => hangs.seen.length).toBe(1)
    kv.nowMs += 20_000
    aborter.abort()
    expect(await asked).toMatchObject({ due: 0 })
    kv.nowMs += minuteMs
    expect(await tick(accountContext(kv), [late.job])).toMatchObject({ due: 1 })
  })

  it('is remembered: its age is that of the newest one', async () => {
    const kv = world()
    expect(await tickAgeMs(accountContext(kv))).toBeUndefined()
    await tick(accountContext(kv), [])
    kv.nowMs += 90_000
    expect(await tickAgeMs(accountContext(kv))).toBe(90_000)
  })

  it('asks the lease that it is given', async () => {
    const kv = world()
    const asked: number[] = []
    const lease = { acquire: async (ms: number) => asked.push(ms) > 1 }
    const { job } = counting('job', minuteMs)
    expect(await tick({ ...accountContext(kv), lease }, [job])).toMatchObject({ due: 0 })
    expect(await tick({ ...accountContext(kv), lease }, [job])).toMatchObject({ due: 1 })
    expect(asked).toEqual([Date.UTC(2026, 0, 15, 12), Date.UTC(2026, 0, 15, 12)])
  })
})

describe('what a tick does', () => {
  it('sweeps expired hits of every throttle, whoever made them', async () => {
    const kv = world()
    for (const rule of Object.values(throttles)) {
      for (let subject = 0; subject < 20; subject += 1) await addHit(kv, rule, `${subject}`)
    }
    expect([...kv.dump().keys()].filter((key) => key.startsWith('t_'))).toHaveLength(
      20 * Object.keys(throttles).length,
    )
    let random = 0
    for (let count = 0; count < 320; count += 1) {
      kv.nowMs += 5 * minuteMs
      random = (random + 1 / 16) % 1
      await tick({ ...accountContext(kv), random: () => Uint8Array.of(Math.floor(random * 16)) }, jobs)
    }
    expect([...kv.dump().keys()].filter((key) => key.startsWith('t_'))).toEqual([])
  })

  it('leaves few marks of its own, however long it goes on', async () => {
    const kv = world()
    for (let count = 0; count < 600; count += 1) {
      await tick(accountContext(kv), jobs)
      kv.nowMs += minuteMs
    }
    expect([...kv.dump().keys()].filter((key) => key.startsWith('tk_')).length).toBeLessThanOrEqual(2 * 72)
  })
})

function answered(): Promise<void> {
  return Promise.resolve()
}

describe("the site's own traffic", () => {
  it('starts one tick a minute behind its answers and costs nothing else', async () => {
    const kv = world()
    const first = accountContext(kv)
    const begin = kv.log.length
    for (let count = 0; count < 1_000; count += 1)
      driveByTraffic({ ...accountContext(kv), memory: first.memory, waitUntil: first.waitUntil }, answered)
    await first.background()
    expect(kv.log.length).toBeGreaterThan(begin)
    expect(await tickAgeMs(first)).toBe(0)
    const after = kv.log.length
    kv.nowMs += 59_000
    driveByTraffic(first, answered)
    await first.background()
    expect(kv.log.length).toBe(after)
    kv.nowMs += 1_000
    driveByTraffic(first, answered)
    await first.background()
    expect(await tickAgeMs(first)).toBe(0)
  })

  it('of an isolate that knows of no tick looks for one first: a single read', async () => {
    const kv = world()
    await tick(accountContext(kv), jobs)
    kv.nowMs += 30_000
    const before = kv.log.length
    const other = accountContext(kv)
    driveByTraffic(other, answered)
    await other.background()
    expect(kv.log.slice(before)).toMatchObject([{ kind: 'get', key: 'tick' }])
    kv.nowMs += 29_000
    driveByTraffic(other, answered)
    await other.background()
    expect(kv.log.length).toBe(before + 1)
  })
})
