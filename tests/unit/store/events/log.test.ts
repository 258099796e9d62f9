import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nodeEventKinds, siteEventKinds, type SiteEvent } from '../../../../src/contract/events.ts'
import { eventKeys, parseEventKey } from '../../../../src/store/events/event-keys.ts'
import { listEvents, listEventsSince, writeEvents } from '../../../../src/store/events/event-log.ts'
import { sweepEvents } from '../../../../src/store/events/sweep-events.ts'
import { makeId } from '../../../../src/store/kv/keys.ts'
import { simContext } from '../../../support/kv/context.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const dayMs = 86_400_000
const startMs = Date.UTC(2026, 0, 15)

function idAt(ms: number): number {
  return makeId(ms, () => new Uint8Array([1, 2]))
}

const node = idAt(Date.UTC(2025, 5, 1))
const other = idAt(Date.UTC(2025, 6, 1))

function online(ms: number, of = node): SiteEvent {
  return { ms, node: of, kind: 'online', why: '' }
}

const anEvent: fc.Arbitrary<SiteEvent> = fc.oneof(
  fc.record({
    ms: fc.integer({ min: 1, max: 2_800_000_000_000 }),
    node: fc.constantFrom(node, other),
    kind: fc.constantFrom(...nodeEventKinds),
    why: fc.string({ unit: 'grapheme', maxLength: 300 }),
  }),
  fc.record({
    ms: fc.integer({ min: 1, max: 2_800_000_000_000 }),
    node: fc.constant(0),
    kind: fc.constantFrom(...siteEventKinds),
    why: fc.string({ unit: 'grapheme', maxLength: 300 }),
  }),
)

describe('a key of the log', () => {
  test('says what was put into it, the beginning of a long reason included, within the alphabet and 512 characters', () => {
    fc.assert(
      fc.property(anEvent, (event) => {
        for (const key of eventKeys(event)) {
          expect(key).toMatch(/^[A-Za-z0-9_]{1,512}$/)
          const { why = '?', ...rest } = parseEventKey(key) ?? {}
          expect({ ...rest, why: '' }).toEqual({ ...event, why: '' })
          expect(event.why.startsWith(why)).toBe(true)
          expect(new TextEncoder().encode(why).length >= 190 || why === event.why).toBe(true)
        }
      }),
    )
  })
  test('is nothing else', () => {
    for (const key of [
      'ev_',
      'ev_zzzzzzzz',
      `${eventKeys(online(1))[1]}0`,
      'en_0_a',
      'ev_00000000000000000000zz_',
    ]) {
      expect(parseEventKey(key)).toBeUndefined()
    }
  })
})

/** Reads a log to its end, page by page. */
async function readAll(world: SimKv, question: { node?: number; limit: number }): Promise<SiteEvent[]> {
  const events: SiteEvent[] = []
  let before: Omit<SiteEvent, 'why'> | undefined
  for (let pages = 0; pages < 1000; pages += 1) {
    const page = await listEvents(simContext(world), { ...question, ...(before && { before }) })
    events.push(...page.events)
    if (page.next === undefined) return events
    before = page.next
  }
  throw new Error('a log without an end')
}

describe('listing', () => {
  test('newest first, each once, whatever the pages, of a node its own', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 60 * dayMs }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        async (ages, limit) => {
          const world = new SimKv({ startMs })
          const written = ages.map((age, at) => online(startMs - age, at % 2 === 0 ? node : other))
          await writeEvents(simContext(world), written)
          const sorted = written.toSorted((a, b) => b.ms - a.ms)
          expect(await readAll(world, { limit })).toEqual(sorted)
          expect(await readAll(world, { limit, node })).toEqual(sorted.filter((event) => event.node === node))
        },
      ),
      { numRuns: 60 },
    )
  })
  test('of more than a few pages, too, with holes of weeks', async () => {
    const world = new SimKv({ startMs })
    const ages = [
      ...Array.from({ length: 1500 }, (_, at) => at * 1000),
      ...Array.from({ length: 20 }, (_, at) => 55 * dayMs + at * 5 * dayMs),
    ]
    const written = ages.map((age) => online(startMs - age))
    await writeEvents(simContext(world), written)
    const read = await readAll(world, { limit: 100 })
    // What is older than 90 days may still lie there, and is not shown.
    expect(read).toEqual(written.filter(({ ms }) => ms > startMs - 90 * dayMs))
    const ctx = simContext(world)
    await listEvents(ctx, { limit: 50, before: online(startMs - 60 * dayMs) })
    expect(ctx.kv.operations).toBeLessThanOrEqual(4 + 36 + 16)
  })
  test('one list for a short log', async () => {
    const world = new SimKv({ startMs })
    await writeEvents(simContext(world), [online(startMs - 5)])
    const ctx = simContext(world)
    await listEvents(ctx, { limit: 50 })
    expect(ctx.kv.counts).toEqual({ get: 0, put: 0, delete: 0, list: 1 })
  })
  test('two notices of one thing are one', async () => {
    const world = new SimKv({ startMs })
    const ms = startMs - dayMs
    const quota = (at: number): SiteEvent => ({ ms: at, node, kind: 'quota_80', why: '' })
    await writeEvents(simContext(world), [
      { ms, node, kind: 'offline', why: 'said' },
      { ms, node, kind: 'offline', why: 'silent' },
      quota(ms + 1000),
      quota(ms + 50_000),
      quota(ms + 10 * 60_000),
    ])
    const { events } = await listEvents(simContext(world), { limit: 50 })
    expect(events.map(({ ms: at, kind }) => [at - ms, kind])).toEqual([
      [600_000, 'quota_80'],
      [1000, 'quota_80'],
      [0, 'offline'],
    ])
  })
  test('since a time, and says when there is more than was wanted', async () => {
    const world = new SimKv({ startMs })
    const written = Array.from({ length: 600 }, (_, at) => online(startMs - at * 1000))
    await writeEvents(simContext(world), written)
    const some = await listEventsSince(simContext(world), startMs - 400_000, 1000)
    expect(some).toEqual({ events: written.slice(0, 400), isComplete: true })
    const few = await listEventsSince(simContext(world), startMs - 400_000, 30)
    expect(few).toEqual({ events: written.slice(0, 30), isComplete: false })
  })
})

test('the sweep takes what is older than 90 days, and nothing else', async () => {
  const world = new SimKv({ startMs })
  const written = Array.from({ length: 200 }, (_, day) => online(startMs - day * dayMs))
  await writeEvents(simContext(world), written)
  for (let pass = 0; pass < 1100; pass += 1) {
    world.nowMs += 600_000
    await sweepEvents(simContext(world))
  }
  const keptFrom = world.nowMs - 90 * dayMs
  const left = await readAll(world, { limit: 100 })
  expect(left.filter(({ ms }) => ms >= keptFrom)).toEqual(written.filter(({ ms }) => ms >= keptFrom))
  expect(left.filter(({ ms }) => ms < keptFrom - dayMs)).toEqual([])
  expect([...world.dump().keys()].filter((key) => key.startsWith('en_')).length).toBe(left.length)
})
