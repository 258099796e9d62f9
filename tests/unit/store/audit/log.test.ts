import fc from 'fast-check'
import { expect, test } from 'vitest'
import { auditKinds } from '../../../../src/contract/audit.ts'
import { auditKeys, parseAuditKey, type AuditFact } from '../../../../src/store/audit/audit-keys.ts'
import { listAudit, sweepAudit, writeAudit } from '../../../../src/store/audit/index.ts'
import { userKey } from '../../../../src/store/kv/index.ts'
import { simContext } from '../../../support/kv/context.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const dayMs = 86_400_000
const owner = userKey('owner@example.com')
const other = userKey('other@example.com')

const aFact: fc.Arbitrary<AuditFact> = fc.record({
  ms: fc.integer({ min: 1, max: 2_800_000_000_000 }),
  tail: fc.stringMatching(/^[0-9a-f]{4}$/),
  kind: fc.constantFrom(...auditKinds),
  by: fc.constantFrom(owner, other, ''),
  whose: fc.constantFrom(owner, other, ''),
  email: fc.constantFrom('owner@example.com', ''),
  ip: fc.constantFrom('203.0.113.7', '2001:db8:1234:5678:9abc:def0:1234:5678'),
  what: fc.string({ unit: 'grapheme', maxLength: 300 }),
})

test('a key says what was put into it, the beginning of a long text included, within the alphabet and 512 characters', () => {
  fc.assert(
    fc.property(aFact, (fact) => {
      for (const key of auditKeys(fact)) {
        expect(key).toMatch(/^[A-Za-z0-9_]{1,512}$/)
        const read = parseAuditKey(key)
        const { ms, tail, kind, email, ip } = fact
        expect(read).toMatchObject({ ms, tail, kind, email, ip })
        expect([...fact.what].slice(0, [...(read?.what ?? '?')].length).join('')).toBe(read?.what)
      }
    }),
  )
})

test('is nothing else', () => {
  for (const key of ['au_', 'aw_0123456789abcdef_', 'au_zzzzzzzz0000zz_00']) {
    expect(parseAuditKey(key)).toBeUndefined()
  }
})

function fact(ms: number, over: Partial<AuditFact> = {}): AuditFact {
  return { ms, tail: '0000', kind: 'sign_in', by: owner, whose: '', email: 'a', ip: '', what: '', ...over }
}

test('an account’s log has what it did and what was done to it, by pages, however much of it is not wanted', async () => {
  const world = new SimKv()
  const ctx = simContext(world)
  const startMs = world.nowMs
  for (let at = 0; at < 700; at += 1) {
    await writeAudit(
      ctx,
      fact(startMs + at, {
        kind: at === 3 ? 'node_judged' : 'sign_in',
        by: other,
        whose: at % 2 === 1 ? owner : '',
      }),
    )
  }
  const judged = (each: AuditFact): boolean => each.kind === 'node_judged'
  expect((await listAudit(ctx, { user: owner, limit: 500 })).facts.length).toBe(350)
  const own = await listAudit(ctx, { user: owner, limit: 10, accept: judged })
  expect(own.facts.map(({ ms }) => ms)).toEqual([startMs + 3])
  const site: AuditFact[] = []
  let before: string | undefined
  do {
    const page = await listAudit(ctx, { limit: 64, before })
    site.push(...page.facts)
    before = page.next
  } while (before !== undefined)
  expect(site.map(({ ms }) => ms)).toEqual(Array.from({ length: 700 }, (_, at) => startMs + 699 - at))
})

test('what is older than 180 days is swept from every log, and nothing younger', async () => {
  const world = new SimKv()
  const ctx = simContext(world)
  const startMs = world.nowMs
  for (let day = 0; day < 40; day += 1) await writeAudit(ctx, fact(startMs + day * dayMs, { whose: other }))
  world.nowMs = startMs + 200 * dayMs
  for (let pass = 0; pass < 1200; pass += 1) {
    await sweepAudit(ctx)
    world.nowMs += 600_000
  }
  const left = (await ctx.kv.list({ prefix: 'au_', limit: 256 })).keys.length
  expect(left).toBeGreaterThan(0)
  for (const prefix of ['aw_']) expect((await ctx.kv.list({ prefix, limit: 256 })).keys.length).toBe(2 * left)
  const oldest = parseAuditKey((await ctx.kv.list({ prefix: 'au_', limit: 256 })).keys.at(-1)?.key ?? '')
  expect(oldest?.ms).toBeGreaterThan(world.nowMs - 181.5 * dayMs)
  expect(oldest?.ms).toBeLessThan(world.nowMs - 178 * dayMs)
})
