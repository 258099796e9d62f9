import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { choosePolicy } from '../../../../src/auth/passwords.ts'
import { findings, type FindingCode } from '../../../../src/contract/self-test-findings.ts'
import type { SelfTestStep } from '../../../../src/contract/self-test.ts'
import type { ServiceContext } from '../../../../src/services/context/context.ts'
import { selfTest } from '../../../../src/services/self-test/index.ts'
import { tick } from '../../../../src/services/tick/index.ts'
import { accountContext, adminEmail, jwtSecret, type AccountOptions } from '../../../support/accounts.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const startMs = Date.UTC(2026, 0, 15, 12)

/** A site on an edge, of which a test makes one thing odd. */
function site(options: AccountOptions = {}) {
  const world = new SimKv({ startMs })
  const platform = { kind: 'edgeone', storage: 'global', hasWaitUntil: false, facts: {} } as const
  const ctx: ServiceContext = { ...accountContext(world, options), platform }
  return { world, ctx }
}

/** What a step finds, by code and with its figures. */
async function findIn(ctx: ServiceContext, step: SelfTestStep): Promise<Record<string, string>> {
  const { rows } = await selfTest(ctx, { step })
  return Object.fromEntries(rows.map(({ code, measured }) => [code, measured]))
}

/** The same store, every operation of which takes so long. */
function slowed({ world, ctx }: ReturnType<typeof site>, ms: number): ServiceContext {
  const { kv } = ctx
  const takeTime = <Result>(result: Result): Result => {
    world.nowMs += ms
    return result
  }
  return {
    ...ctx,
    kv: {
      get: (key) => takeTime(kv.get(key)),
      put: (key, value) => takeTime(kv.put(key, value)),
      delete: (key) => takeTime(kv.delete(key)),
      list: (options) => takeTime(kv.list(options)),
    },
  }
}

describe('the store', () => {
  it('that takes more than a second for one operation is slow', async () => {
    expect(await findIn(slowed(site(), 900), 'storage')).toHaveProperty('kv_works')
    expect(await findIn(slowed(site(), 1_100), 'storage')).toMatchObject({
      kv_slow: 'put 1100 ms, get 1100 ms, delete 1100 ms',
    })
  })

  it('that gives back something else fails', async () => {
    const { ctx } = site()
    const mangled = { ...ctx.kv, get: async (key: string) => (await ctx.kv.get(key))?.toUpperCase() ?? null }
    expect(await findIn({ ...ctx, kv: mangled }, 'storage')).toHaveProperty('kv_fails')
  })

  it('that takes keys for the same which differ in case alone refuses their alphabet', async () => {
    const { ctx } = site()
    const { kv } = ctx
    expect(await findIn(ctx, 'storage')).toHaveProperty('key_alphabet_kept')
    for (const fold of [
      (key: string) => key.toLowerCase(),
      // One of the two is lost.
      (key: string) => (/[A-Z]/.test(key) ? `${key.toLowerCase()}0` : key),
    ]) {
      const folded = {
        ...kv,
        get: (key: string) => kv.get(fold(key)),
        put: (key: string, value: string) => kv.put(key.toLowerCase(), value),
        delete: (key: string) => kv.delete(key.toLowerCase()),
      }
      expect(await findIn({ ...ctx, kv: folded }, 'storage')).toHaveProperty('key_alphabet_refused')
    }
  })

  it('that shows a key at once and its next value late is late', async () => {
    const { ctx } = site()
    const { kv } = ctx
    const first = new Map<string, string>()
    const sluggish = {
      ...kv,
      put: (key: string, value: string) => {
        if (!first.has(key)) first.set(key, value)
        return kv.put(key, value)
      },
      get: async (key: string) => first.get(key) ?? kv.get(key),
    }
    const rows = await findIn({ ...ctx, kv: sluggish }, 'storage')
    expect(rows).toHaveProperty('own_write_late')
    expect(rows).not.toHaveProperty('own_write_seen')
  })

  it('that shows nothing at once is asked again later, before anything is said of its keys', async () => {
    const { ctx } = site()
    const late = { ...ctx.kv, get: () => Promise.resolve(null) }
    const rows = await findIn({ ...ctx, kv: late }, 'storage')
    expect(rows).toHaveProperty('own_write_late')
    for (const early of ['key_alphabet_refused', 'key_alphabet_kept', 'empty_value_lost', 'empty_value_kept'])
      expect(rows).not.toHaveProperty(early)
  })

  it('whose lists fail gives no backup', async () => {
    const { ctx } = site()
    const { kv } = ctx
    expect(await findIn(ctx, 'backup')).toHaveProperty('backup_works')
    const broken = { ...kv, list: () => Promise.reject(new Error('no lists')) }
    expect(await findIn({ ...ctx, kv: broken }, 'backup')).toHaveProperty('backup_fails')
  })
})

describe('a password hash', () => {
  it.each([
    ['scrypt', 100, 'password_quick'],
    ['scrypt', 160, 'password_slow'],
    ['pbkdf2', 160, 'pbkdf2_slow'],
  ] as const)('by %s that takes %d ms: %s', async (word, hashMs, code) => {
    const here = site({ policy: choosePolicy(word) })
    const { kv } = here.ctx
    let looks = 0
    const get = (key: string): Promise<string | null> => {
      looks += 1
      // The first look is a wait alone, the second has the hash before it.
      here.world.nowMs += looks === 1 ? 20 : 20 + hashMs
      return kv.get(key)
    }
    expect(await findIn({ ...here.ctx, kv: { ...kv, get } }, 'password')).toEqual({
      [code]: `${word} ${hashMs} ms`,
    })
  })

  it('is named among the facts, so that the page knows what a step without an answer was', async () => {
    const { ctx } = site({ policy: choosePolicy('pbkdf2') })
    expect((await selfTest(ctx, { step: 'loop' })).facts).toMatchObject({ password_hash: 'pbkdf2' })
  })
})

describe('the clock that drives the site', () => {
  it('has never run, ran lately, is dead', async () => {
    const { world, ctx } = site()
    expect(await findIn(ctx, 'runtime')).toHaveProperty('tick_never')
    await tick(ctx, [])
    world.nowMs += 15 * 60_000
    expect(await findIn(ctx, 'runtime')).toMatchObject({ tick_fresh: '900 s' })
    world.nowMs += 1_000
    expect(await findIn(ctx, 'runtime')).toMatchObject({ tick_old: '901 s' })
  })
})

it('a site without an address of its own', async () => {
  const { ctx } = site()
  expect(await findIn({ ...ctx, origin: '' }, 'runtime')).toHaveProperty('origin_unset')
})

it.each([
  [200, 'mail_sent'],
  [401, 'mail_refused'],
])('a mail provider that answers %d: %s, without its words', async (status, code) => {
  const words = 'the key re_secret is not valid'
  const variables = { JWT_SECRET: jwtSecret, RESEND_API_KEY: 're_secret', MAIL_FROM: 'Site <a@b.example>' }
  const fetch = (): Promise<Response> => Promise.resolve(new Response(`{"message":"${words}"}`, { status }))
  const caller = { email: adminEmail, userKey: 'u', role: 'super_admin' } as const
  const { ctx } = site({ variables, fetch, caller })
  expect(await findIn(ctx, 'mail')).toEqual({ [code]: 'environment' })
})

describe('a checker elsewhere', () => {
  const variables = { JWT_SECRET: jwtSecret, EDGEONE_CHECK_API: 'https://checker.example/probe' }
  it.each([
    ['v18.20.0', 4_900, { node_version_old: 'v18', node_start_quick: '4900 ms, up 3 s' }],
    ['v20.1.0', 5_100, { node_version_known: 'v20', node_start_slow: '5100 ms, up 3 s' }],
  ])('on Node %s that takes %d ms', async (version, ms, wanted) => {
    const here = site({
      variables,
      fetch: async () => {
        here.world.nowMs += ms
        return new Response(JSON.stringify({ status: 'ok', node_version: version, uptime_s: 3 }))
      },
    })
    expect(await findIn(here.ctx, 'checker')).toEqual({ own_host_remote: '', ...wanted })
  })
})

const files = ['tests/edge', 'tests/unit/ui/console', 'tests/unit/services/self-test'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /self-test|steps/.test(name) && name.endsWith('.ts'))
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8')),
)
const troubles = (Object.keys(findings) as FindingCode[]).filter((code) => findings[code].level !== 'green')

it.each(troubles)('some test brings %s about', (code) => {
  expect(files.some((text) => new RegExp(`\\b${code}\\b`).test(text))).toBe(true)
})
