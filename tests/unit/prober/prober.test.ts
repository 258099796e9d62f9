import { describe, expect, test } from 'vitest'
import type { CheckResult } from '../../../src/contract/check.ts'
import type { ProberResult, ProberWork } from '../../../src/contract/places.ts'
import { Prober } from '../../../src/prober/prober.ts'
import type { Reply } from '../../../src/prober/site.ts'

const minuteMs = 60_000

/** A site that gives out nodes and takes results, or is away, or has revoked the key. */
class FakeSite {
  readonly taken: ProberResult[] = []
  state: 'well' | 'away' | 'revoked' = 'well'
  asked = 0
  readonly #work: ProberWork

  constructor(nodes: number) {
    this.#work = {
      place: { id: 'aaaaaa', name: 'Frankfurt' },
      checks_per_minute: 40,
      network_name: 'check',
      nodes: Array.from({ length: nodes }, (_, at) => ({
        id: at + 1,
        urls: [`tcp://node${at}.example:11010`],
      })),
    }
  }

  async work(): Promise<Reply<ProberWork>> {
    this.asked += 1
    return this.#refusal() ?? { kind: 'ok', value: this.#work }
  }

  async post(results: readonly ProberResult[]): Promise<Reply<{ kept: number }>> {
    this.asked += 1
    const refusal = this.#refusal()
    if (refusal === undefined) this.taken.push(...results)
    return refusal ?? { kind: 'ok', value: { kept: results.length } }
  }

  #refusal(): { kind: 'refused' } | { kind: 'away'; why: string } | undefined {
    if (this.state === 'revoked') return { kind: 'refused' }
    return this.state === 'away' ? { kind: 'away', why: 'no route' } : undefined
  }
}

function placeOf(site: FakeSite) {
  const world = { nowMs: Date.UTC(2026, 0, 1), lines: [] as string[], checks: 0 }
  const prober = new Prober({
    site,
    nowMs: () => world.nowMs,
    say: (line) => void world.lines.push(line),
    check: async ({ network_name }): Promise<CheckResult> => {
      expect(network_name).toBe('check')
      world.checks += 1
      const check_time = new Date(world.nowMs).toISOString()
      return { is_online: true, connection_count: 1, latency_ms: 9, check_time, code: 'ok' }
    },
  })
  const minutes = async (count: number): Promise<boolean> => {
    for (let at = 0; at < count; at += 1) {
      if (!(await prober.minute())) return false
      world.nowMs += minuteMs
    }
    return true
  }
  return { prober, world, minutes }
}

describe('a place', () => {
  test('looks at 400 nodes once in ten minutes, never at more than 40 a minute', async () => {
    const site = new FakeSite(400)
    const { world, minutes } = placeOf(site)
    for (let minute = 0; minute < 30; minute += 1) {
      const before = world.checks
      await minutes(1)
      expect(world.checks - before).toBeLessThanOrEqual(40)
    }
    expect(world.checks).toBe(1200)
    const times = new Map<number, number>()
    for (const { node } of site.taken) times.set(node, (times.get(node) ?? 0) + 1)
    expect([...times.values()]).toEqual(Array.from({ length: 400 }, () => 3))
  })

  test('goes on while the site is away, asks it ever less, and sends what is not too old afterwards', async () => {
    const site = new FakeSite(20)
    const { prober, world, minutes } = placeOf(site)
    await minutes(10)
    site.state = 'away'
    const [checks, asked, taken] = [world.checks, site.asked, site.taken.length]
    await minutes(10)
    expect(world.checks - checks).toBe(20)
    expect(site.asked - asked).toBeLessThanOrEqual(5)
    expect(prober.unsent).toBe(20)
    site.state = 'well'
    await minutes(10)
    expect(site.taken.length - taken).toBeGreaterThanOrEqual(20)
    expect(prober.unsent).toBe(0)
    expect(world.lines.filter((line) => line.includes('answers again'))).toHaveLength(1)
  })

  test('keeps no more than a quarter of an hour of what the site does not take', async () => {
    const site = new FakeSite(400)
    const { prober, minutes } = placeOf(site)
    await minutes(1)
    site.state = 'away'
    await minutes(300)
    expect(prober.unsent).toBeLessThanOrEqual(15 * 40)
  })

  test('ends when its key is revoked', async () => {
    const site = new FakeSite(5)
    const { world, minutes } = placeOf(site)
    expect(await minutes(3)).toBe(true)
    site.state = 'revoked'
    expect(await minutes(20)).toBe(false)
    expect(world.lines.at(-1)).toContain('does not know this key')
  })
})
