import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it, test } from 'vitest'
import { email as emailSchema } from '../../../src/contract/fields.ts'
import { decodeEmail, encodeEmail } from '../../../src/store/users/email-key.ts'
import { userFactKey, userFactsPrefix, userKey } from '../../../src/store/kv/keys.ts'
import { listAll } from '../../../src/store/kv/port.ts'
import { addUserFact, readUserFacts } from '../../../src/store/users/users.ts'
import { simContext } from '../../support/kv/context.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'
import {
  findSuperseded,
  foldUserFacts,
  isEnabledByKeys,
  nextFactMs,
  parseUserFact,
  type UserFactType,
} from '../../../src/store/users/user-facts.ts'

const email = 'user@example.com'
const user = userKey(email)
function fact(type: UserFactType, ms: number, payload = ''): string {
  return userFactKey(user, type, ms, type === 'c' ? encodeEmail(email) : payload)
}
function stateOf(...keys: string[]) {
  return foldUserFacts(keys).state
}

describe('addresses in keys', () => {
  it('read back, whatever a valid address holds', () => {
    const local = fc.string({
      unit: fc.constantFrom(..."abc019.!#$%&'*+/=?^_`{|}~-"),
      minLength: 1,
      maxLength: 64,
    })
    const domain = fc.constantFrom('example.com', 'a-b.xn--p1ai', `${'a.'.repeat(93)}bcd`)
    fc.assert(
      fc.property(local, domain, (name, host) => {
        const address = v.parse(emailSchema, `${name}@${host}`)
        const key = userFactKey(userKey(address), 'c', Date.now(), encodeEmail(address))
        expect(key).toMatch(/^[a-z0-9_]{1,512}$/)
        expect(decodeEmail(encodeEmail(address))).toBe(address)
      }),
    )
  })

  it('are told apart from anything else', () => {
    for (const text of ['', '_', 'a_', 'a_z', '_9', '__']) expect(decodeEmail(text)).toBeUndefined()
    for (const text of ['A@b.c', 'ü@b.c', 'a b']) expect(() => encodeEmail(text)).toThrow(RangeError)
  })
})

describe('facts of a user', () => {
  it('say enabled or not to a quick look as they do to a whole one', () => {
    const entry = fc.tuple(fc.constantFrom(...'cxvpardes'), fc.integer({ min: 1, max: 6 }))
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
        const keys = [...new Set(entries.map(([type, ms]) => fact(type as UserFactType, ms)))].sort()
        expect(isEnabledByKeys(keys)).toBe(stateOf(...keys)?.isEnabled === true)
      }),
      { numRuns: 2000 },
    )
  })

  it('make a user from the creation on, until the deletion', () => {
    expect(stateOf()).toBeUndefined()
    expect(stateOf(fact('a', 5))).toBeUndefined()
    expect(stateOf(fact('c', 10))).toEqual({
      user,
      email,
      createdMs: 10,
      revokedMs: 0,
      passwordId: undefined,
      passwordMs: 10,
      isAdmin: false,
      isEnabled: true,
      isFounder: false,
      factor: undefined,
      endedSessions: new Set(),
    })
    expect(stateOf(fact('c', 10), fact('x', 11))).toBeUndefined()
    expect(stateOf(fact('c', 10), fact('x', 10))).toBeUndefined()
    expect(stateOf(fact('c', 10), fact('x', 11), fact('c', 12))).toMatchObject({
      createdMs: 12,
      revokedMs: 11,
    })
  })

  it('count the newest of a class, and of two at once the safer', () => {
    expect(stateOf(fact('c', 1), fact('a', 2), fact('r', 3))?.isAdmin).toBe(false)
    expect(stateOf(fact('c', 1), fact('a', 4), fact('r', 3))?.isAdmin).toBe(true)
    expect(stateOf(fact('c', 1), fact('a', 3), fact('r', 3))?.isAdmin).toBe(false)
    expect(stateOf(fact('c', 1), fact('r', 3), fact('a', 3))?.isAdmin).toBe(false)
    expect(stateOf(fact('c', 1), fact('d', 3), fact('e', 3))?.isEnabled).toBe(false)
    expect(stateOf(fact('c', 1), fact('d', 3), fact('e', 4))?.isEnabled).toBe(true)
    expect(stateOf(fact('c', 1), fact('p', 3, 'aa'), fact('p', 4, 'bb'))).toMatchObject({
      passwordId: 'bb',
      passwordMs: 4,
    })
  })

  it('of an earlier life count no more', () => {
    const earlier = [fact('c', 1), fact('a', 2), fact('d', 3), fact('p', 4, 'aa'), fact('s', 5)]
    expect(stateOf(...earlier, fact('x', 6), fact('c', 7))).toEqual({
      ...stateOf(fact('c', 7)),
      revokedMs: 6,
    })
  })

  it('ignore keys that are none', () => {
    for (const key of ['', 'uf_', `uf_${user}_`, `uf_${user}_z00000001`, `uf_${user}_a1`, `u_${user}`]) {
      expect(parseUserFact(key)).toBeUndefined()
    }
    expect(stateOf(fact('c', 1), `uf_${user}_zz`, 'junk')).toEqual(stateOf(fact('c', 1)))
  })

  it('are the same in any order', () => {
    const keys = [
      fact('c', 1),
      fact('a', 2),
      fact('r', 2),
      fact('x', 3),
      fact('c', 4),
      fact('d', 5),
      fact('e', 5),
    ]
    fc.assert(
      fc.property(fc.shuffledSubarray(keys, { minLength: keys.length }), (shuffled) => {
        expect(stateOf(...shuffled)).toEqual(stateOf(...keys))
      }),
    )
  })

  it('take a time that wins against what was seen', () => {
    const facts = foldUserFacts([fact('c', 100), fact('a', 200), fact('v', 900)])
    expect(nextFactMs(50, facts, 'r')).toBe(201)
    expect(nextFactMs(500, facts, 'r')).toBe(500)
    expect(nextFactMs(50, facts, 'd')).toBe(101)
    expect(nextFactMs(50, facts, 'x')).toBe(901)
    expect(nextFactMs(50, foldUserFacts([]), 'c')).toBe(50)
  })

  it('may go once a settled one has taken their place, and the state stays', () => {
    const keys = [
      fact('c', 1),
      fact('a', 2),
      fact('r', 3),
      fact('a', 4),
      fact('p', 5, 'aa'),
      fact('p', 99, 'bb'),
    ]
    const { facts } = foldUserFacts(keys)
    const gone = new Set(findSuperseded(facts, 100, 10).map(({ key }) => key))
    expect([...gone]).toEqual([fact('a', 2), fact('r', 3)])
    expect(stateOf(...keys.filter((key) => !gone.has(key)))).toEqual(stateOf(...keys))
  })
})

test('facts that a newer one supersedes go when every place has seen it, and not before', async () => {
  const world = new SimKv()
  const ctx = simContext(world)
  const left = async (): Promise<string[]> =>
    (await listAll(ctx.kv, userFactsPrefix(user))).keys.flatMap((key) => parseUserFact(key)?.type ?? [])
  const say = async (type: UserFactType): Promise<void> => {
    world.nowMs += 1000
    await addUserFact(ctx, user, type, await readUserFacts(ctx.kv, user), world.nowMs)
    await ctx.background()
  }
  for (const type of ['d', 'e', 'd', 'e'] as const) await say(type)
  expect((await left()).sort()).toEqual(['d', 'd', 'e', 'e'])
  world.nowMs += 600_000
  for (const type of ['d', 'e'] as const) await say(type)
  expect((await left()).length).toBeLessThan(6)
})
