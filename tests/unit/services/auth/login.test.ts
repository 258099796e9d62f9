import { describe, expect, it } from 'vitest'
import { authenticate } from '../../../../src/services/auth/authenticate.ts'
import { login } from '../../../../src/services/auth/login.ts'
import { register } from '../../../../src/services/auth/register.ts'
import { verify } from '../../../../src/services/auth/verify.ts'
import { updateUser } from '../../../../src/services/system/update-user.ts'
import {
  accountContext,
  addUser,
  adminEmail,
  adminPassword,
  asAdmin,
  codeOf,
  initializedWorld,
  jwtSecret,
} from '../../../support/accounts.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const email = 'user@example.com'
const password = 'password123'

async function world(): Promise<SimKv> {
  const made = await initializedWorld()
  await addUser(made, email)
  return made
}

describe('login', () => {
  it('answers a session of 7 days and the role', async () => {
    const kv = await world()
    const answer = await login(accountContext(kv), { email, password })
    expect(answer.user).toEqual({ email, is_admin: false, role: 'user' })
    expect(answer.expires_at).toBe(
      new Date(Math.floor(kv.nowMs / 1000) * 1000 + 7 * 86_400_000).toISOString(),
    )
    const admin = await login(accountContext(kv), { email: adminEmail, password: adminPassword })
    expect(admin.user).toEqual({ email: adminEmail, is_admin: true, role: 'super_admin' })
  })

  it('costs 5 operations until the answer, the first of a super admin in an isolate 6', async () => {
    const kv = await world()
    const ctx = accountContext(kv)
    await login(ctx, { email, password })
    // What takes the hit back, and what the audit log wants to know, is not waited for.
    expect(ctx.kv.operations).toBe(5 + 2)
    const admin = accountContext(kv)
    await login(admin, { email: adminEmail, password: adminPassword })
    expect(admin.kv.operations).toBe(6 + 2)
    // The isolate knows by then who the super admin is.
    const again = accountContext(kv, { memory: admin.memory })
    await login(again, { email: adminEmail, password: adminPassword })
    expect(again.kv.operations).toBe(5 + 1)
  })

  it('answers the same to an unknown address and a wrong password, for the same operations', async () => {
    const kv = await world()
    const unknown = accountContext(kv)
    const wrong = accountContext(kv)
    const of = (work: Promise<unknown>) => work.then(() => 'ok').catch((error: unknown) => String(error))
    expect(await of(login(unknown, { email: 'nobody@example.com', password }))).toBe(
      await of(login(wrong, { email, password: 'wrong-password' })),
    )
    expect(unknown.kv.counts.put).toBe(wrong.kv.counts.put)
    expect(unknown.kv.rounds).toBeGreaterThanOrEqual(wrong.kv.rounds)
  })

  it('takes a right password back within no limit, and slows wrong ones down by address', async () => {
    const kv = await world()
    for (let count = 0; count < 40; count += 1) await login(accountContext(kv), { email, password })
    for (let count = 0; count < 10; count += 1) {
      const ctx = accountContext(kv, { clientIp: `198.51.100.${count}` })
      expect(await codeOf(login(ctx, { email, password: 'wrong' }))).toBe('invalid_credentials')
    }
    const other = accountContext(kv, { clientIp: '198.51.100.99' })
    await expect(login(other, { email, password })).rejects.toMatchObject({
      code: 'rate_limited',
      details: { retry_after_seconds: 1 },
    })
    kv.nowMs += 1000
    expect(await codeOf(login(other, { email, password }))).toBe('ok')
  })

  it('limits wrong passwords by IP, an IPv6 by its /56', async () => {
    const kv = await world()
    for (let count = 0; count < 30; count += 1) {
      const ctx = accountContext(kv, { clientIp: `2001:db8:1:12${(count + 16).toString(16)}::1` })
      await codeOf(login(ctx, { email: `nobody${count}@example.com`, password: 'wrong' }))
    }
    const from = (clientIp: string) => login(accountContext(kv, { clientIp }), { email, password })
    expect(await codeOf(from('2001:0db8:0001:12ff:ffff::1'))).toBe('rate_limited')
    expect(await codeOf(from('2001:db8:1:1300::1'))).toBe('ok')
  })

  it('tells a disabled account only with the right password', async () => {
    const kv = await world()
    await updateUser(await asAdmin(kv), { email, is_enabled: 0 })
    expect(await codeOf(login(accountContext(kv), { email, password: 'wrong' }))).toBe('invalid_credentials')
    expect(await codeOf(login(accountContext(kv), { email, password }))).toBe('account_disabled')
    await updateUser(await asAdmin(kv), { email, is_enabled: 1 })
    expect(await codeOf(login(accountContext(kv), { email, password }))).toBe('ok')
  })

  it('needs a JWT_SECRET', async () => {
    const kv = await world()
    expect(await codeOf(login(accountContext(kv, { variables: {} }), { email, password }))).toBe(
      'jwt_secret_unset',
    )
    const short = { JWT_SECRET: 'short' }
    expect(await codeOf(login(accountContext(kv, { variables: short }), { email, password }))).toBe(
      'jwt_secret_unset',
    )
  })
})

describe('a change of the password scheme', () => {
  const variables = { JWT_SECRET: jwtSecret, PASSWORD_HASH: 'pbkdf2' }
  const pbkdf2 = { variables, policy: undefined }
  const rehashes = (kv: SimKv): string[] =>
    [...kv.dump()].flatMap(([key, value]) => (key.startsWith('ph_') ? [value] : []))

  it('hashes again at the next login, once, beside the record', async () => {
    const kv = await world()
    const record = [...kv.dump()].find(([key]) => key.startsWith('u_'))
    const ctx = accountContext(kv, pbkdf2)
    await login(ctx, { email, password })
    // The audit log is written behind the answer.
    await ctx.background()
    await ctx.background()
    expect(ctx.kv.counts).toEqual({ get: 3, put: 4, delete: 1, list: 3 })
    expect(rehashes(kv)).toHaveLength(1)
    expect(rehashes(kv)[0]).toContain('$pbkdf2-sha256$')
    expect([...kv.dump()].find(([key]) => key.startsWith('u_'))).toEqual(record)
    const [before] = rehashes(kv)
    expect(await codeOf(login(accountContext(kv, pbkdf2), { email, password }))).toBe('ok')
    expect(rehashes(kv)).toEqual([before])
    expect(await codeOf(login(accountContext(kv, pbkdf2), { email, password: 'wrong' }))).toBe(
      'invalid_credentials',
    )
  })

  it('does not hash again for a wrong password', async () => {
    const kv = await world()
    await codeOf(login(accountContext(kv, pbkdf2), { email, password: 'wrong' }))
    expect(rehashes(kv)).toEqual([])
  })

  it('registers and signs in by pbkdf2 alone', async () => {
    const kv = await initializedWorld()
    const { verification_token: token } = await register(accountContext(kv, pbkdf2), { email, password })
    expect(await codeOf(login(accountContext(kv, pbkdf2), { email, password }))).toBe('email_unverified')
    await verify(accountContext(kv, pbkdf2), { token })
    const answer = await login(accountContext(kv, pbkdf2), { email, password })
    expect((await authenticate(accountContext(kv), answer.token)).email).toBe(email)
  })

  it('uses scrypt of full strength unless told otherwise', async () => {
    const kv = await initializedWorld()
    await register(accountContext(kv, { policy: undefined }), { email, password })
    const [record] = [...kv.dump()].filter(([key]) => key.startsWith('vt_'))
    expect(record?.[1]).toContain('$scrypt$ln=14,r=8,p=1$')
  })
})
