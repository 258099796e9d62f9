import fc from 'fast-check'
import { expect, it } from 'vitest'
import { authenticate } from '../../src/services/auth/authenticate.ts'
import { changePassword } from '../../src/services/auth/change-password.ts'
import { deleteMe } from '../../src/services/auth/delete-me.ts'
import { login } from '../../src/services/auth/login.ts'
import { Secret, TOTP } from 'otpauth'
import { logout } from '../../src/services/auth/sessions.ts'
import { confirmTotp, enrolTotp } from '../../src/services/auth/totp.ts'
import { logoutAll } from '../../src/services/auth/logout-all.ts'
import { register } from '../../src/services/auth/register.ts'
import { verify } from '../../src/services/auth/verify.ts'
import { updateUser } from '../../src/services/system/update-user.ts'
import { ServiceError } from '../../src/contract/errors.ts'
import { userKey } from '../../src/store/kv/keys.ts'
import { readUserFacts } from '../../src/store/users/users.ts'
import {
  accountContext,
  adminEmail,
  initializedWorld,
  type AccountContext,
  type AccountOptions,
} from '../support/accounts.ts'
import { seededRandom } from '../support/kv/random.ts'
import { SimFaultError, SimKv, type SimFault } from '../support/kv/sim-kv.ts'

/** Histories tried; a longer run is asked for by MODEL_RUNS. */
const runs = Number(process.env.MODEL_RUNS ?? 300)
const places = 3
const people = ['ann@example.com', 'bob@example.com'] as const
const kinds = [
  'register',
  'verify',
  'login',
  'change',
  'logout',
  'sign-out',
  'factor',
  'delete',
  'disable',
  'enable',
  'grant',
  'revoke',
] as const

type Kind = (typeof kinds)[number]
type Step = {
  readonly kind: Kind
  readonly person: number
  readonly place: number
  readonly pick: number
  readonly waitMs: number
  readonly fault: readonly [at: number, what: SimFault] | null
  /** Overlaps with the step after it. */
  readonly overlaps: boolean
}
/** `issuedMs`: when the answer with the token came. */
type Session = { readonly token: string; readonly password: string; readonly issuedMs: number }

/** What the test knows of one person. */
class Person {
  readonly email: string
  readonly passwords: string[] = []
  readonly links: string[] = []
  readonly sessions: Session[] = []
  /** Acknowledged ends of all sessions: when they began. */
  readonly logoutsMs: number[] = []
  /** Tokens whose end was acknowledged. */
  readonly ended: string[] = []
  /** Second factors that were acknowledged, with when it began; the newest may not be the one that counts. */
  readonly factors: { readonly secret: string; readonly startMs: number }[] = []
  /** Decisions on is_enabled: when they ended, whether they were acknowledged. */
  readonly decisions: { enabled: boolean; startMs: number; isSure: boolean }[] = []

  constructor(email: string) {
    this.email = email
  }
}

function pickOf<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items[pick % Math.max(1, items.length)]
}

const admin = { email: adminEmail, userKey: userKey(adminEmail), role: 'super_admin' } as const

async function perform(world: SimKv, person: Person, step: Step, options: AccountOptions): Promise<void> {
  const ctx = (more: AccountOptions = {}): AccountContext => {
    const made = accountContext(world, { ...options, ...more })
    // Cleaning up after the answer may fail without harm.
    return { ...made, waitUntil: (work) => void attempt(work) }
  }
  const { email } = person
  const newPassword = (): string => {
    const password = `password-${email}-${person.passwords.length}`
    person.passwords.push(password)
    return password
  }
  const signedIn = async (): Promise<AccountContext | undefined> => {
    const session = pickOf(person.sessions.toReversed(), step.pick)
    return session && ctx({ caller: await authenticate(ctx(), session.token) })
  }
  switch (step.kind) {
    case 'register': {
      const { verification_token: token } = await register(ctx(), { email, password: newPassword() })
      person.links.push(token)
      return
    }
    case 'verify':
      await verify(ctx(), { token: pickOf(person.links.toReversed(), step.pick) ?? 'none' })
      return
    case 'login': {
      const password = pickOf(person.passwords.toReversed(), step.pick) ?? 'none'
      const totp = codeOfFactor(person, world.nowMs)
      const { token } = await login(ctx(), { email, password, totp })
      person.sessions.push({ token, password, issuedMs: world.nowMs })
      return
    }
    case 'change': {
      const session = await signedIn()
      const old_password = pickOf(person.passwords.toReversed(), step.pick) ?? 'none'
      if (session === undefined) return
      const new_password = newPassword()
      const { token } = await changePassword(session, { old_password, new_password })
      person.sessions.push({ token, password: new_password, issuedMs: world.nowMs })
      return
    }
    case 'logout': {
      const session = await signedIn()
      const startMs = world.nowMs
      if (session === undefined) return
      await logoutAll(session)
      person.logoutsMs.push(startMs)
      return
    }
    case 'sign-out': {
      const session = pickOf(person.sessions.toReversed(), step.pick)
      if (session === undefined) return
      await logout(ctx({ caller: await authenticate(ctx(), session.token) }))
      person.ended.push(session.token)
      return
    }
    case 'factor': {
      const session = await signedIn()
      const password = pickOf(person.passwords.toReversed(), step.pick) ?? 'none'
      if (session === undefined) return
      const startMs = world.nowMs
      const { secret, enrolment } = await enrolTotp(session, { password })
      const totp = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: session.clock() })
      // Noted before it is known to have come about: whoever signs in later has a code for it.
      person.factors.push({ secret, startMs })
      await confirmTotp(session, { enrolment, totp })
      return
    }
    case 'delete': {
      const session = await signedIn()
      const password = pickOf(person.passwords.toReversed(), step.pick) ?? 'none'
      if (session !== undefined) await deleteMe(session, { password })
      return
    }
    case 'disable':
    case 'enable': {
      const decision = { enabled: step.kind === 'enable', startMs: world.nowMs, isSure: false }
      person.decisions.push(decision)
      await updateUser(ctx({ caller: admin }), { email, is_enabled: decision.enabled ? 1 : 0 })
      decision.isSure = true
      return
    }
    case 'grant':
    case 'revoke':
      await updateUser(ctx({ caller: admin }), { email, is_admin: step.kind === 'grant' ? 1 : 0 })
  }
}

function codeOfFactor(person: Person, nowMs: number): string {
  const secret = person.factors.at(-1)?.secret
  return secret === undefined
    ? ''
    : new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: nowMs })
}

async function attempt(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'ok'
  } catch (error) {
    if (error instanceof ServiceError) return error.code
    if (error instanceof SimFaultError) return 'fault'
    throw error
  }
}

/** What must hold once everything is everywhere. */
async function expectSound(world: SimKv, person: Person): Promise<void> {
  const { email } = person
  const states = await Promise.all(
    Array.from({ length: places }, (_unused, place) => readUserFacts(world.at(place), userKey(email))),
  )
  for (const state of states) expect(state).toEqual(states[0])
  const state = states[0]?.state
  const working: string[] = []
  for (const [index, password] of person.passwords.entries()) {
    // The throttle would hide the answer from the eleventh wrong password on.
    world.wipe((key) => key.startsWith('t_'))
    const ctx = accountContext(world, { place: index % places })
    const result = await attempt(login(ctx, { email, password }))
    if (!['invalid_credentials', 'email_unverified'].includes(result)) working.push(password)
    if (state !== undefined) expect(result).not.toBe('email_unverified')
    const isRight = !['invalid_credentials', 'email_unverified'].includes(result)
    expect(result === 'account_disabled').toBe(isRight && state?.isEnabled === false)
    if (state?.isEnabled === true && isRight)
      expect(result === 'totp_required').toBe(state.factor !== undefined)
  }
  expect(working).toHaveLength(state === undefined ? 0 : 1)
  // A login completes a change of password that a crash has cut short.
  world.settle()
  for (const session of person.sessions) {
    const ctx = accountContext(world, { place: session.issuedMs % places })
    if ((await attempt(authenticate(ctx, session.token))) !== 'ok') continue
    expect(working).toContain(session.password)
    expect(person.ended).not.toContain(session.token)
    for (const logoutMs of person.logoutsMs) expect(session.issuedMs).toBeGreaterThanOrEqual(logoutMs)
  }
  const [last, before] = person.decisions.toReversed()
  const isClear = last?.isSure === true && last.startMs - (before?.startMs ?? 0) > 10_000
  if (isClear && state !== undefined && state.createdMs < last.startMs - 5000) {
    expect(state.isEnabled).toBe(last.enabled)
  }
}

const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...kinds),
  person: fc.nat(people.length - 1),
  place: fc.nat(places - 1),
  pick: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(9) }),
  waitMs: fc.oneof(fc.nat(5000), fc.nat(90_000)),
  fault: fc.option(fc.tuple(fc.nat(14), fc.constantFrom<SimFault>('lost_before', 'lost_after')), { freq: 6 }),
  overlaps: fc.boolean(),
})

it('no history of account calls loses a user, a password or the end of a session', async () => {
  let acknowledged = 0
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.array(stepArbitrary, { minLength: 1, maxLength: 40 }),
      async (seed, steps) => {
        const random = seededRandom(seed)
        const world = new SimKv({
          places,
          random,
          delayMs: (next) => next() * 60_000,
          skewsMs: [0, 2500, -2500],
        })
        await initializedWorld(world)
        world.settle()
        const persons = people.map((email) => new Person(email))
        // Everybody begins with an account, so that most steps have something to do.
        for (const person of persons) {
          for (const kind of ['register', 'verify', 'login'] as const) {
            const step = { kind, person: 0, place: 0, pick: 0, waitMs: 0, fault: null, overlaps: false }
            await perform(world, person, step, { random, clientIp: 'first' })
          }
        }
        world.settle()
        const start = (step: Step, index: number) => async (): Promise<string> => {
          const [at, what] = step.fault ?? [-1, 'ok' as const]
          const options = {
            place: step.place,
            // Another caller each time: limits are not what is tried here.
            clientIp: `caller ${index}`,
            random,
            fault: (_op: unknown, operation: number): SimFault => (operation === at ? what : 'ok'),
          }
          const person = persons[step.person]
          if (person === undefined) throw new Error(`no person for step ${index}`)
          return attempt(perform(world, person, step, options))
        }
        for (let index = 0; index < steps.length; index += 1) {
          const step = steps[index]
          const next = steps[index + 1]
          if (step === undefined) continue
          world.nowMs += step.waitMs
          const work = [start(step, index)]
          if (step.overlaps && next !== undefined) work.push(start(next, (index += 1)))
          const results = await world.interleave(work, random, () => Math.floor(random() * 300))
          for (const result of results) {
            if (result.status === 'rejected') throw result.reason
            if (result.value === 'ok') acknowledged += 1
          }
        }
        world.settle()
        world.nowMs += 120_000
        for (const person of persons) await expectSound(world, person)
      },
    ),
    { numRuns: runs },
  )
  expect(acknowledged).toBeGreaterThan(runs)
})
