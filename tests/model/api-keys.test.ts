import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import {
  addApiKey,
  getApiKey,
  revokeApiKey,
  takeUses,
  type ApiKeyRecord,
} from '../../src/store/api-keys/index.ts'
import { quotaOf } from '../../src/domain/quota/index.ts'
import { createMemory, type StoreMemory } from '../../src/store/context/context.ts'
import { userKey } from '../../src/store/kv/keys.ts'
import { simContext } from '../support/kv/context.ts'
import { seededRandom } from '../support/kv/random.ts'
import { SimKv } from '../support/kv/sim-kv.ts'

/**
 * Keys that are made, used, used up and revoked at places which see each other up to a minute late, with isolates that
 * begin anew: the quota of a day is exceeded by at most a tenth, that of a minute only by as much as places there are;
 * in one place both are exact; a revoked key ends within a minute.
 */
vi.setConfig({ testTimeout: 1_200_000 })

const runs = Number(process.env['MODEL_RUNS'] ?? 150)
const lateMs = 60_000
const quota = { perDay: 300, perMinute: 1000 }
const { perMinute: minuteMax } = quotaOf(quota)

type Step =
  | { readonly kind: 'make'; readonly place: number; readonly key: number }
  | { readonly kind: 'revoke'; readonly place: number; readonly key: number }
  | { readonly kind: 'use'; readonly place: number; readonly key: number; readonly times: number }
  /** Used up minute by minute. */
  | { readonly kind: 'press'; readonly place: number; readonly key: number; readonly minutes: number }
  | { readonly kind: 'restart'; readonly place: number }
  | { readonly kind: 'pass'; readonly ms: number }

function stepsOf(places: number): fc.Arbitrary<readonly Step[]> {
  const place = fc.integer({ min: 0, max: places - 1 })
  const key = fc.integer({ min: 0, max: 1 })
  const times = fc.integer({ min: 1, max: 40 })
  const ms = fc.oneof(
    fc.constantFrom(1000, 2500, 30_000, 56_000, 59_000, 60_000, 61_000),
    fc.integer({ min: 1, max: 90_000 }),
    fc.integer({ min: 60_000, max: 1_800_000 }),
  )
  const one: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constantFrom('make' as const, 'revoke' as const), place, key }),
    },
    { weight: 12, arbitrary: fc.record({ kind: fc.constant('use' as const), place, key, times }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('press' as const),
        place,
        key,
        minutes: fc.integer({ min: 10, max: 30 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), place }) },
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms }) },
  )
  return fc.array(one, { minLength: 20, maxLength: 120, size: 'max' })
}

type Key = { readonly record: ApiKeyRecord; readonly madeMs: number; revokedMs: number }

class Site {
  readonly world: SimKv
  readonly #memories: StoreMemory[]
  readonly #random = seededRandom(5)
  readonly #user = userKey('owner@example.com')
  readonly #live: (Key | undefined)[] = []
  readonly #ended: Key[] = []
  /** Uses by key and day, and by key and minute. */
  readonly taken = new Map<string, number>()
  #made = 0

  constructor(places: number, delaySeed: number) {
    const random = seededRandom(delaySeed)
    this.world = new SimKv({
      places,
      startMs: Date.UTC(2026, 0, 15, 6),
      delayMs: () => (delaySeed % 2 === 0 ? lateMs : random() * lateMs),
    })
    this.#memories = Array.from({ length: places }, () => createMemory())
  }

  #context(place: number) {
    const memory = this.#memories[place] ?? createMemory()
    return simContext(this.world, { place, memory, random: this.#random })
  }

  async #use(place: number, key: Key, times: number): Promise<void> {
    const { nowMs } = this.world
    const { id } = key.record
    for (let at = 0; at < times; at += 1) {
      const ctx = this.#context(place)
      const stored = await getApiKey(ctx, id)
      if (nowMs - key.revokedMs > lateMs) expect(stored, 'a revoked key goes on').toBeUndefined()
      const isSettled = nowMs - key.madeMs > lateMs && key.revokedMs === Infinity
      if (isSettled) expect(stored, 'a key is not known').toBeDefined()
      if (stored === undefined) return
      const { isTaken } = await takeUses(ctx, id, quota, 1)
      await ctx.background()
      if (!isTaken) return
      for (const unit of [86_400_000, 60_000]) {
        const name = `${unit} ${id} ${Math.floor(nowMs / unit)}`
        this.taken.set(name, (this.taken.get(name) ?? 0) + 1)
      }
    }
  }

  async do(step: Step): Promise<void> {
    if (step.kind === 'pass') this.world.nowMs += step.ms
    else if (step.kind === 'restart') this.#memories[step.place] = createMemory()
    else if (step.kind === 'press') {
      for (let minute = 0; minute < step.minutes; minute += 1) {
        await this.do({ ...step, kind: 'use', times: 40 })
        this.world.nowMs += 60_000
      }
    } else if (step.kind === 'use') {
      const key = this.#live[step.key]
      if (key !== undefined) await this.#use(step.place, key, step.times)
      for (const ended of this.#ended) await this.#use(step.place, ended, 1)
    } else if (step.kind === 'make') await this.#make(step.place, step.key)
    else await this.#revoke(step.place, step.key)
  }

  async #make(place: number, at: number): Promise<void> {
    await this.#revoke(place, at)
    this.#made += 1
    const record: ApiKeyRecord = {
      v: 1,
      id: `k${String(this.#made).padStart(7, '0')}`,
      user: this.#user,
      name: 'key',
      check: 0,
      hash: '0'.repeat(64),
      createdMs: this.world.nowMs,
      expiresMs: null,
    }
    await addApiKey(this.#context(place), record)
    this.#live[at] = { record, madeMs: this.world.nowMs, revokedMs: Infinity }
  }

  async #revoke(place: number, at: number): Promise<void> {
    const key = this.#live[at]
    if (key === undefined) return
    const ctx = this.#context(place)
    await revokeApiKey(ctx, key.record)
    await ctx.background()
    key.revokedMs = this.world.nowMs
    this.#live[at] = undefined
    this.#ended.push(key)
  }
}

async function run(places: number, delaySeed: number, steps: readonly Step[]): Promise<Site> {
  const site = new Site(places, delaySeed)
  await site.do({ kind: 'make', place: 0, key: 0 })
  await site.do({ kind: 'make', place: 0, key: 1 })
  for (const step of steps) await site.do(step)
  return site
}

function mostOf({ taken }: Site, unit: number): number {
  return Math.max(0, ...[...taken].map(([name, count]) => (name.startsWith(`${unit} `) ? count : 0)))
}

describe(`API keys (${runs} histories)`, () => {
  it('are exact in one place and end at once', async () => {
    await fc.assert(
      fc.asyncProperty(stepsOf(1), async (steps) => {
        const site = await run(1, 0, steps)
        expect(mostOf(site, 86_400_000)).toBeLessThanOrEqual(quota.perDay)
        expect(mostOf(site, 60_000)).toBeLessThanOrEqual(minuteMax)
      }),
      { numRuns: runs },
    )
  })

  it('exceed a day by at most a tenth over two places, a minute by the quota of the other', async () => {
    let most = 0
    await fc.assert(
      fc.asyncProperty(fc.nat(99), stepsOf(2), async (delaySeed, steps) => {
        const site = await run(2, delaySeed, steps)
        most = Math.max(most, mostOf(site, 86_400_000))
        expect(mostOf(site, 86_400_000)).toBeLessThanOrEqual(1.1 * quota.perDay)
        expect(mostOf(site, 60_000)).toBeLessThanOrEqual(2 * minuteMax)
      }),
      { numRuns: runs },
    )
    // Histories come as far as the quota.
    expect(most).toBeGreaterThanOrEqual(quota.perDay)
  })
})
