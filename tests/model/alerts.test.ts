import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventKind, SiteEvent } from '../../src/contract/events.ts'
import { decide, itemName, toldOf, type AlertItem, type DueItem } from '../../src/domain/alerts/index.ts'

/**
 * Random histories of nodes against a plain reference that walks them minute by minute: every down that lasted is told,
 * none twice by one place, at most twice by two that see nothing of each other for a minute; nothing while a node was
 * paused or in maintenance (by hand or weekly: both are the same events), or the site away.
 */

const minute = 60_000
const startMs = Date.UTC(2026, 10, 30)
const lengthMin = 600
const afterMin = 5
const graceMin = 15
const calmMin = 30

type Plan = {
  /** Minutes at which each node changes its state, beginning up. */
  readonly changes: readonly (readonly number[])[]
  /** Pauses of each node, and times when the site was away: from, to. */
  readonly pauses: readonly (readonly (readonly [number, number])[])[]
  /** Nodes whose pauses are maintenance instead. */
  readonly maintained: readonly boolean[]
  readonly away: readonly (readonly [number, number])[]
  /** Minutes whose tick is lost, and those that tick at the other place, too. */
  readonly lost: ReadonlySet<number>
  readonly doubled: ReadonlySet<number>
}

const minuteOf = fc.integer({ min: 1, max: lengthMin - 1 })
/** Bursts of changes and single ones. */
const changeTimes = fc
  .array(fc.tuple(minuteOf, fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 7 })), { maxLength: 6 })
  .map((groups) => {
    const times = groups.flatMap(([at, gaps]) =>
      gaps.reduce((all, gap) => [...all, (all.at(-1) ?? at) + gap], [at]),
    )
    return [...new Set(times)].filter((at) => at < lengthMin).sort((a, b) => a - b)
  })
const spans = (maxLength: number) =>
  fc.array(fc.tuple(minuteOf, fc.integer({ min: 16, max: 90 })), { maxLength }).map((all) => {
    const kept: [number, number][] = []
    for (const [from, length] of all.toSorted((a, b) => a[0] - b[0])) {
      if (from > (kept.at(-1)?.[1] ?? 0)) kept.push([from, Math.min(from + length, lengthMin)])
    }
    return kept
  })
const minutes = fc.array(minuteOf, { maxLength: 60 }).map((all) => new Set(all))
const plans: fc.Arbitrary<Plan> = fc.record({
  changes: fc.tuple(changeTimes, changeTimes, changeTimes),
  pauses: fc.tuple(spans(2), spans(1), spans(1)),
  maintained: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  away: spans(2),
  lost: minutes,
  doubled: fc.oneof(minutes, fc.constant(new Set(Array.from({ length: lengthMin }, (_, at) => at)))),
})

function at(min: number): number {
  return startMs + min * minute
}

function isIn(all: readonly (readonly [number, number])[], min: number, graceAfter = 0): boolean {
  return all.some(([from, to]) => from <= min && min < to + graceAfter)
}

/** What the log holds: nothing of a node while it is paused; what it is after that is told by an event of its own. */
function logOf({ changes, pauses, maintained, away }: Plan): SiteEvent[] {
  const events: SiteEvent[] = []
  const add = (min: number, node: number, kind: EventKind): void =>
    void events.push({ ms: at(min), node, kind, why: '' })
  for (const [from, to] of away) {
    add(from, 0, 'clock_stopped')
    if (to < lengthMin) add(to, 0, 'clock_runs')
  }
  for (const [index, times] of changes.entries()) {
    const own = pauses[index] ?? []
    const isMaintained = maintained[index] === true
    for (const [from, to] of own) {
      add(from, index + 1, isMaintained ? 'maintenance_began' : 'drained')
      if (to < lengthMin) add(to, index + 1, isMaintained ? 'maintenance_ended' : 'enabled')
    }
    let isUp = true
    let shown = true
    for (let min = 0; min < lengthMin; min += 1) {
      if (times.includes(min)) isUp = !isUp
      if (isIn(own, min) || isUp === shown) continue
      add(min, index + 1, isUp ? 'online' : 'offline')
      shown = isUp
    }
  }
  return events.sort((a, b) => a.ms - b.ms)
}

type Sent = { readonly place: number; readonly min: number; readonly item: DueItem }

const rule = {
  kinds: new Set<EventKind>(['offline']),
  afterMs: afterMin * minute,
  remindsDaily: false,
  sinceMs: 0,
}

/** The ticks as they would run: what one place wrote is seen at the other a minute later. */
function run(plan: Plan): Sent[] {
  const events = logOf(plan)
  const facts: { readonly item: AlertItem; readonly place: number; readonly ms: number }[] = []
  const sent: Sent[] = []
  const tick = (place: number, min: number, ms: number): void => {
    const seen = facts.filter((fact) => fact.place === place || fact.ms <= ms - minute)
    const visible = events.filter((event) => event.ms <= ms && event.ms >= ms - 25 * 60 * minute)
    const due = decide(rule, visible, toldOf(seen.map(({ item }) => item)), ms)
    for (const item of due) {
      sent.push({ place, min, item })
      facts.push({ item, place, ms })
    }
  }
  for (let min = 0; min < lengthMin; min += 1) {
    if (isIn(plan.away, min) || plan.lost.has(min)) continue
    tick(0, min, at(min))
    if (plan.doubled.has(min)) tick(1, min, at(min) + 20_000)
  }
  return sent
}

type Shown = { readonly from: number; readonly to: number }

/** Stretches of a node being down as the log shows them; `to` is Infinity for one that goes on. */
function downsOf(events: readonly SiteEvent[], node: number): Shown[] {
  const downs: Shown[] = []
  for (const event of events.filter((one) => one.node === node)) {
    const min = (event.ms - startMs) / minute
    const last = downs.at(-1)
    if (event.kind === 'offline') downs.push({ from: min, to: Infinity })
    else if (event.kind === 'online' && last !== undefined)
      downs[downs.length - 1] = { from: last.from, to: min }
  }
  return downs
}

/** Whether a node comes and goes at a minute: five changes within an hour began it, half an hour without one ended it. */
function flappingMinutes(downs: readonly Shown[]): boolean[] {
  const changes = new Set(downs.flatMap(({ from, to }) => [from, to]))
  const flapping: boolean[] = []
  let recent: number[] = []
  let isOn = false
  for (let min = 0; min < lengthMin; min += 1) {
    const last = recent.at(-1)
    if (isOn && last !== undefined && min - last >= calmMin) {
      isOn = false
      recent = []
    }
    if (changes.has(min)) {
      recent.push(min)
      if (recent.filter((one) => one > min - 60).length > 4) isOn = true
    }
    flapping.push(isOn)
  }
  return flapping
}

/** Minutes in which a node's state is held against nothing: paused, or the site away and a quarter of an hour after. */
function mutedMinutes(plan: Plan, node: number): boolean[] {
  const own = plan.pauses[node - 1] ?? []
  return Array.from({ length: lengthMin }, (_, min) => isIn(own, min) || isIn(plan.away, min, graceMin))
}

describe('what is told of random histories', () => {
  const runs = Number(process.env['ALERT_HISTORIES'] ?? process.env['MODEL_RUNS'] ?? 200)

  it(`is what a plain reference says (${runs} histories)`, () => {
    let lasting = 0
    fc.assert(
      fc.property(plans, (plan) => {
        const events = logOf(plan)
        const sent = run(plan)
        for (const node of [1, 2, 3]) {
          const muted = mutedMinutes(plan, node)
          const downs = downsOf(events, node)
          const flapping = flappingMinutes(downs)
          const own = sent.filter(({ item }) => item.node === node)
          for (const { min } of own) expect(muted[min], `told of ${node} while muted at ${min}`).toBe(false)
          for (const place of [0, 1]) {
            const names = own.filter((one) => one.place === place).map(({ item }) => itemName(item))
            expect(new Set(names).size, 'twice at one place').toBe(names.length)
          }
          for (const { from, to } of downs) {
            const told = own.filter(({ item }) => item.word === 'down' && item.ms === at(from))
            // A tick that saw it down, unmuted and not flapping, for as long as it has to last.
            const sawFor = (least: number): boolean =>
              Array.from({ length: lengthMin }, (_, min) => min).some((min) => {
                if (min < from + least || min >= to || plan.lost.has(min) || flapping[min] === true)
                  return false
                return !muted.slice(min - least, min + 1).includes(true)
              })
            const hadTo = sawFor(afterMin)
            if (hadTo) lasting += 1
            if (hadTo) expect(told.length, `down of ${node} from ${from} to ${to}`).toBeGreaterThan(0)
            // A minute earlier where another node is told in the same message.
            if (told.length > 0) expect(sawFor(afterMin - 1)).toBe(true)
            expect(told.length).toBeLessThanOrEqual(2)
            // What lasted, and ended before any tick saw it, is told as what was.
            const minutes = Array.from({ length: lengthMin }, (_, min) => min)
            const lasted =
              to - from >= afterMin &&
              !muted.slice(Math.max(from, to - afterMin), to + 1).includes(true) &&
              !flapping.slice(from, to + 1).includes(true)
            const hadChance = minutes.some(
              (min) => min >= to && min <= to + 60 && !plan.lost.has(min) && !muted[min] && !flapping[min],
            )
            const passed = own.filter(({ item }) => item.word === 'passed' && item.ms === at(from))
            if (lasted && hadChance) expect(told.length + passed.length).toBeGreaterThan(0)
            // Its end is told once it is up, unmuted and calm, unless a later down was told before.
            const later = own.filter(({ item }) => item.word === 'down' && item.ms > at(from))
            const next = Math.min(lengthMin, ...later.map(({ min }) => min))
            const isDown = (min: number): boolean => downs.some((one) => one.from <= min && min < one.to)
            const couldTell = minutes.some((min) => {
              if (min < to || min >= next || isDown(min) || plan.lost.has(min)) return false
              return muted[min] === false && flapping[min] === false
            })
            const ups = own.filter(({ item }) => item.word === 'up' && item.ms === at(from))
            expect(ups.length > 0, `up of ${node} at ${to}`).toBe(told.length > 0 && couldTell)
            expect(ups.length).toBeLessThanOrEqual(2)
          }
        }
      }),
      { numRuns: runs },
    )
    expect(lasting).toBeGreaterThan(runs)
  })
})
