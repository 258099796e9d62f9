import { SignJWT } from 'jose/jwt/sign'
import { expect, it } from 'vitest'
import { deriveSecrets } from '../../../../src/auth/secrets.ts'
import { authenticate } from '../../../../src/services/auth/authenticate.ts'
import { endSession, logout, sessions } from '../../../../src/services/auth/sessions.ts'
import { logoutAll } from '../../../../src/services/auth/logout-all.ts'
import { createMemory } from '../../../../src/store/context/context.ts'
import { readUserFacts, readUserRecord } from '../../../../src/store/users/users.ts'
import { recordOf } from '../../../../src/store/kv/record.ts'
import { userKey } from '../../../../src/store/kv/keys.ts'
import {
  accountContext,
  addUser,
  codeOf,
  initializedWorld,
  jwtSecret,
  tokenOf,
  type AccountContext,
  type AccountOptions,
} from '../../../support/accounts.ts'
import { seededRandom } from '../../../support/kv/random.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const email = 'user@example.com'
const random = seededRandom(21)

async function setup(world = new SimKv()) {
  await initializedWorld(world)
  await addUser(world, email)
  world.settle()
  const use = async (token: string, options: AccountOptions = {}): Promise<AccountContext> => {
    const ctx = { ...accountContext(world, { random, ...options }), userAgent: 'test browser' }
    const caller = await authenticate(ctx, token)
    await ctx.background()
    return { ...ctx, caller }
  }
  const state = (token: string, options: AccountOptions = {}) => codeOf(use(token, options))
  return { world, use, state, open: () => tokenOf(world, email) }
}

it('signing out ends the session that asks and no other', async () => {
  const { use, state, open } = await setup()
  const [one, other] = [await open(), await open()]
  await logout(await use(one))
  expect([await state(one), await state(other)]).toEqual(['token_revoked', 'ok'])
  expect(await codeOf(logout(await use(other)))).toBe('ok')
})

it('lists sessions with their place, and ends one of them', async () => {
  const { world, use, state, open } = await setup()
  const [one, other] = [await open(), await open()]
  await use(other, { clientIp: '198.51.100.9' })
  world.nowMs += 60_000
  const ctx = await use(one, { clientIp: '192.0.2.1' })
  const { sessions: listed } = await sessions(ctx)
  expect(listed).toHaveLength(2)
  expect(listed[0]).toMatchObject({ current: true, ip: '192.0.2.1', user_agent: 'test browser' })
  expect(listed[1]).toMatchObject({ current: false, ip: '198.51.100.9', user_agent: 'test browser' })
  expect(listed[0]?.last_used_at).not.toBe(listed[1]?.last_used_at)
  await endSession(ctx, { id: listed[1]?.id ?? '' })
  expect([await state(one), await state(other)]).toEqual(['ok', 'token_revoked'])
  expect((await sessions(ctx)).sessions).toHaveLength(1)
  expect(await codeOf(endSession(ctx, { id: '0123456789abcdef' }))).toBe('session_not_found')
})

it('shows and ends nobody else’s', async () => {
  const { world, use, open } = await setup()
  await addUser(world, 'other@example.com')
  await use(await tokenOf(world, 'other@example.com'))
  const ctx = await use(await open())
  expect((await sessions(ctx)).sessions).toHaveLength(1)
})

it('forgets the sessions that all end at once', async () => {
  const { world, use, open } = await setup()
  await use(await open())
  const last = await use(await open())
  await logoutAll(last)
  await last.background()
  world.nowMs += 10_000
  expect((await sessions(await use(await open()))).sessions).toHaveLength(1)
})

it('costs one operation more at most, behind the answer, once an hour in an isolate', async () => {
  const { world, use, open } = await setup()
  const token = await open()
  const memory = createMemory()
  const operations: number[] = []
  for (let count = 0; count < 4; count += 1) {
    operations.push((await use(token, { memory, random: () => 0.999 })).kv.operations)
    world.nowMs += 1_000_000
  }
  expect(operations).toEqual([2, 1, 1, 1])
})

it('an ended session is ended everywhere within a minute, and its fact goes when the token has expired', async () => {
  const world = new SimKv({ places: 2, delayMs: () => 60_000 })
  const { use, state, open } = await setup(world)
  const token = await open()
  await logout(await use(token))
  world.settle()
  expect(await state(token, { place: 1 })).toBe('token_revoked')
  world.nowMs += 9 * 86_400_000
  const ctx = await use(await open())
  await logout(ctx)
  await ctx.background()
  expect([...world.dump().keys()].filter((key) => /^uf_.{32}_q/.test(key))).toHaveLength(1)
})

it('takes tokens of before sessions had ids until they expire, and ends them one by one', async () => {
  const { world, use, state } = await setup()
  const user = userKey(email)
  const record = recordOf(await readUserRecord(accountContext(world).kv, user))
  const { sessionKey } = deriveSecrets(jwtSecret) ?? {}
  if (record === undefined || sessionKey === undefined) throw new Error('no user')
  const issued = Math.floor(world.nowMs / 1000)
  const old = (version: number) =>
    new SignJWT({ ver: version, pid: record.passwordId })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(user)
      .setIssuedAt(issued)
      .setExpirationTime(issued + 7 * 86_400)
      .sign(sessionKey)
  const [one, other] = [await old(world.nowMs), await old(world.nowMs + 1)]
  expect([await state(one), await state(other)]).toEqual(['ok', 'ok'])
  await logout(await use(one))
  expect([await state(one), await state(other)]).toEqual(['token_revoked', 'ok'])
  expect((await readUserFacts(accountContext(world).kv, user)).state?.endedSessions.size).toBe(1)
})
