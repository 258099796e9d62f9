import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { authenticate } from '../../src/services/auth/authenticate.ts'
import { login } from '../../src/services/auth/login.ts'
import { initialize } from '../../src/services/system/initialize.ts'
import { checkInit } from '../../src/services/system/check-init.ts'
import { ServiceError } from '../../src/contract/errors.ts'
import { accountContext, jwtSecret } from '../support/accounts.ts'
import { seededRandom } from '../support/kv/random.ts'
import { SimFaultError, SimKv, type SimFault } from '../support/kv/sim-kv.ts'

/** Runs of each property; a longer one is asked for by MODEL_RUNS. */
const runs = Number(process.env.MODEL_RUNS ?? 300)

const callers = [
  { email: 'one@example.com', password: 'password-one' },
  { email: 'two@example.com', password: 'password-two' },
] as const
type Person = { readonly email: string; readonly password: string }

function body(person: Person) {
  return { jwt_secret: jwtSecret, ...person }
}

/** Roles of those who can sign in at a place. */
async function rolesAt(world: SimKv, place: number, people: readonly Person[]): Promise<string[]> {
  const roles: string[] = []
  for (const person of people) {
    const ctx = accountContext(world, { place, clientIp: `${person.password}${place}` })
    try {
      const { token, user } = await login(ctx, person)
      const caller = await authenticate(accountContext(world, { place }), token)
      expect(caller.role).toBe(user.role)
      roles.push(user.role)
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
    }
  }
  return roles
}

/** When everything is everywhere: one super admin, the same at all places, who can sign in. */
async function expectOneSuperAdmin(world: SimKv, people: readonly Person[]): Promise<void> {
  world.settle()
  world.nowMs += 120_000
  for (let place = 0; place < world.places; place += 1) {
    expect((await checkInit(accountContext(world, { place }))).initialized).toBe(true)
    const roles = await rolesAt(world, place, people)
    expect(roles.filter((role) => role === 'super_admin')).toHaveLength(1)
    const again = initialize(accountContext(world, { place }), body(callers[0]))
    await expect(again).rejects.toMatchObject({ code: 'already_initialized' })
  }
}

async function outcome(work: Promise<unknown>): Promise<'done' | 'refused' | 'crashed'> {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof ServiceError) return 'refused'
    if (error instanceof SimFaultError) return 'crashed'
    throw error
  }
}

function worldOf(seed: number, places: number, delayed: boolean): { world: SimKv; random: () => number } {
  const random = seededRandom(seed)
  const delayMs = (next: () => number): number => (delayed ? next() * 60_000 : 0)
  return { world: new SimKv({ places, random, delayMs, skewsMs: [0, 5000, -5000] }), random }
}

describe('initialize', () => {
  it('crashed at any of its operations, before or after it is done, is repaired by calling again', async () => {
    for (const fault of ['lost_before', 'lost_after'] satisfies SimFault[]) {
      for (const second of callers) {
        let crashed = true
        for (let at = 0; crashed; at += 1) {
          const world = new SimKv()
          const first = accountContext(world, { fault: (_op, index) => (index === at ? fault : 'ok') })
          crashed = (await outcome(initialize(first, body(callers[0])))) === 'crashed'
          world.nowMs += 1000
          await outcome(initialize(accountContext(world), body(second)))
          await expectOneSuperAdmin(world, callers)
        }
      }
    }
  })

  it('raced by two callers ends with one super admin and a working login', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ seed: fc.integer(), apart: fc.boolean(), same: fc.boolean(), delayed: fc.boolean() }),
        async ({ seed, apart, same, delayed }) => {
          const { world, random } = worldOf(seed, apart ? 3 : 1, delayed)
          const other: Person = same ? { ...callers[0], password: 'password-two' } : callers[1]
          const start = (person: Person, place: number) => () =>
            outcome(initialize(accountContext(world, { place, clientIp: `${place}` }), body(person)))
          const results = await world.interleave(
            [start(callers[0], 0), start(other, apart ? 1 : 0)],
            random,
            () => Math.floor(random() * 2000),
          )
          expect(results.some((result) => result.status === 'fulfilled' && result.value === 'done')).toBe(
            true,
          )
          await expectOneSuperAdmin(world, [callers[0], other])
        },
      ),
      { numRuns: runs },
    )
  })

  it('raced and crashed, then called again from anywhere, ends the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.integer(),
          at: fc.tuple(fc.nat(12), fc.nat(12)),
          fault: fc.constantFrom<SimFault>('lost_before', 'lost_after'),
          waitMs: fc.nat(90_000),
          place: fc.nat(2),
        }),
        async ({ seed, at, fault, waitMs, place }) => {
          const { world, random } = worldOf(seed, 3, true)
          const start = (index: 0 | 1) => () => {
            const faulty = accountContext(world, {
              place: index,
              clientIp: `${index}`,
              fault: (_op, operation) => (operation === at[index] ? fault : 'ok'),
            })
            return outcome(initialize(faulty, body(callers[index])))
          }
          await world.interleave([start(0), start(1)], random, () => Math.floor(random() * 2000))
          world.nowMs += waitMs
          await outcome(initialize(accountContext(world, { place, clientIp: 'again' }), body(callers[1])))
          await expectOneSuperAdmin(world, callers)
        },
      ),
      { numRuns: runs },
    )
  })
})
