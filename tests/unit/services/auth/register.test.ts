import { describe, expect, it } from 'vitest'
import { login } from '../../../../src/services/auth/login.ts'
import { register } from '../../../../src/services/auth/register.ts'
import { verify } from '../../../../src/services/auth/verify.ts'
import { updateSettings } from '../../../../src/services/system/update-settings.ts'
import {
  accountContext,
  addUser,
  asAdmin,
  codeOf,
  initializedWorld,
  type AccountOptions,
} from '../../../support/accounts.ts'
import { chargeThrottle } from '../../../../src/services/throttle/throttle.ts'
import { throttles } from '../../../../src/store/throttle/rules.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const email = 'user@example.com'
const password = 'password123'
const dayMs = 86_400_000

describe('register', () => {
  it('answers the real token while no mail provider is configured', async () => {
    const world = await initializedWorld()
    const ctx = accountContext(world)
    const { verification_token: token } = await register(ctx, { email, password })
    expect(await codeOf(login(ctx, { email, password }))).toBe('email_unverified')
    expect(await codeOf(login(ctx, { email, password: 'other-password' }))).toBe('invalid_credentials')
    expect(await verify(ctx, { token })).toEqual({ message: '邮箱验证成功' })
    const answer = await login(ctx, { email, password })
    expect(answer.user).toEqual({ email, is_admin: false, role: 'user' })
  })

  it('stores neither token nor password', async () => {
    const world = await initializedWorld()
    const { verification_token: token } = await register(accountContext(world), { email, password })
    for (const [key, value] of world.dump())
      expect(key + value).not.toMatch(new RegExp(`${token}|${password}`))
  })

  it('is refused before the system is initialised', async () => {
    expect(await codeOf(register(accountContext(new SimKv()), { email, password }))).toBe('not_initialized')
  })

  it('is refused where the admin has closed it', async () => {
    const world = await initializedWorld()
    await updateSettings(await asAdmin(world), { registration_open: 0 })
    expect(await codeOf(register(accountContext(world), { email, password }))).toBe('registration_closed')
  })

  it('refuses the address of a confirmed account', async () => {
    const world = await initializedWorld()
    await addUser(world, email)
    expect(await codeOf(register(accountContext(world), { email, password }))).toBe('email_taken')
  })

  it('lets no second registration replace the password of the first', async () => {
    const world = await initializedWorld()
    const first = await register(accountContext(world), { email, password: 'first-password' })
    const second = await register(accountContext(world), { email, password: 'second-password' })
    for (const each of ['first-password', 'second-password']) {
      expect(await codeOf(login(accountContext(world), { email, password: each }))).toBe('email_unverified')
    }
    await verify(accountContext(world), { token: first.verification_token })
    expect(await codeOf(login(accountContext(world), { email, password: 'first-password' }))).toBe('ok')
    expect(await codeOf(login(accountContext(world), { email, password: 'second-password' }))).toBe(
      'invalid_credentials',
    )
    expect(await codeOf(verify(accountContext(world), { token: second.verification_token }))).toBe(
      'verify_token_invalid',
    )
    expect([...world.dump().keys()].filter((key) => /^v[tp]_/.test(key))).toEqual([])
  })

  it('is limited for an address and for an IP', async () => {
    const world = await initializedWorld()
    const from = (clientIp: string): AccountOptions => ({ clientIp })
    for (let count = 0; count < 5; count += 1) {
      await register(accountContext(world, from(`198.51.100.${count}`)), { email, password })
    }
    expect(await codeOf(register(accountContext(world, from('198.51.100.9')), { email, password }))).toBe(
      'rate_limited',
    )
    // Thirty registrations of one IP, without the work that they would have to prove.
    for (let count = 0; count < 30; count += 1) {
      await chargeThrottle(accountContext(world), [[throttles.registerIp, '203.0.113.1']])
    }
    const one = { email: 'one-more@example.com', password }
    await expect(register(accountContext(world), one)).rejects.toMatchObject({
      code: 'rate_limited',
      details: { retry_after_seconds: 3600 },
    })
    world.nowMs += 3_600_000
    expect(await codeOf(register(accountContext(world), one))).toBe('ok')
  })
})

describe('verify', () => {
  it('takes a token once, for 24 hours', async () => {
    const world = await initializedWorld()
    const late = await register(accountContext(world), { email, password })
    world.nowMs += dayMs
    expect(await codeOf(verify(accountContext(world), { token: late.verification_token }))).toBe(
      'verify_token_invalid',
    )
    const { verification_token: token } = await register(accountContext(world), { email, password })
    world.nowMs += dayMs - 1
    expect(await codeOf(verify(accountContext(world), { token }))).toBe('ok')
    expect(await codeOf(verify(accountContext(world), { token }))).toBe('verify_token_invalid')
  })

  it.each(['', 'x', '__proto__', '../../u_', '\u0000', '0'.repeat(512)])('refuses %j', async (token) => {
    const world = await initializedWorld()
    expect(await codeOf(verify(accountContext(world), { token }))).toBe('verify_token_invalid')
  })

  it('limits guesses of one IP', async () => {
    const world = await initializedWorld()
    for (let count = 0; count < 30; count += 1) {
      expect(await codeOf(verify(accountContext(world), { token: `guess${count}` }))).toBe(
        'verify_token_invalid',
      )
    }
    expect(await codeOf(verify(accountContext(world), { token: 'guess' }))).toBe('rate_limited')
    expect(
      await codeOf(verify(accountContext(world, { clientIp: '198.51.100.1' }), { token: 'guess' })),
    ).toBe('verify_token_invalid')
  })
})

describe('sweeping', () => {
  it('removes expired registrations of users who never came back', async () => {
    const world = await initializedWorld()
    for (let count = 0; count < 20; count += 1) {
      await register(accountContext(world, { clientIp: `ip${count}` }), {
        email: `old${count}@example.com`,
        password,
      })
    }
    world.nowMs += 2 * dayMs
    const pending = (): number => [...world.dump().keys()].filter((key) => key.startsWith('vt_')).length
    for (let count = 0; pending() > 0 && count < 500; count += 1) {
      const ctx = accountContext(world, { clientIp: `new${count}` })
      const { verification_token: token } = await register(ctx, {
        email: `new${count}@example.com`,
        password,
      })
      await verify(ctx, { token })
      await ctx.background()
    }
    expect(pending()).toBe(0)
    expect([...world.dump().keys()].filter((key) => key.startsWith('vp_'))).toEqual([])
  })
})
