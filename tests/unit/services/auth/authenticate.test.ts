import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { deriveSecrets } from '../../../../src/auth/secrets.ts'
import { authenticate } from '../../../../src/services/auth/authenticate.ts'
import { changePassword } from '../../../../src/services/auth/change-password.ts'
import { deleteMe } from '../../../../src/services/auth/delete-me.ts'
import { login } from '../../../../src/services/auth/login.ts'
import { logoutAll } from '../../../../src/services/auth/logout-all.ts'
import { requireAdmin } from '../../../../src/services/context/require.ts'
import { deleteUser } from '../../../../src/services/system/delete-user.ts'
import { updateUser } from '../../../../src/services/system/update-user.ts'
import { userKey } from '../../../../src/store/kv/keys.ts'
import {
  accountContext,
  addUser,
  adminEmail,
  adminPassword,
  asAdmin,
  codeOf,
  initializedWorld,
  signedIn,
  tokenOf,
} from '../../../support/accounts.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const email = 'user@example.com'
const password = 'password123'
const other = 'password456'

async function world(): Promise<SimKv> {
  const made = await initializedWorld()
  await addUser(made, email)
  return made
}

function check(kv: SimKv, token: string | undefined): Promise<string> {
  return codeOf(authenticate(accountContext(kv), token))
}

describe('authenticate', () => {
  it('answers who it is: one operation for a user, two for the super admin', async () => {
    const kv = await world()
    const token = await tokenOf(kv, email)
    // A byte that asks for no sweep.
    const ctx = accountContext(kv, { random: () => 0.999 })
    expect(await authenticate(ctx, token)).toMatchObject({
      email,
      userKey: userKey(email),
      role: 'user',
      hasTotp: false,
    })
    // Besides: where the session was used, behind the answer.
    expect(ctx.kv.operations - ctx.kv.counts.put).toBe(1)
    expect(ctx.kv.counts.put).toBe(1)
    const admin = accountContext(kv, { random: () => 0.999 })
    const caller = await authenticate(admin, await tokenOf(kv, adminEmail, adminPassword))
    expect(caller).toMatchObject({ email: adminEmail, userKey: userKey(adminEmail), role: 'super_admin' })
    expect([admin.kv.counts.list, admin.kv.counts.get]).toEqual([1, 1])
  })

  it('tells a missing, broken and expired token apart', async () => {
    const kv = await world()
    const token = await tokenOf(kv, email)
    expect(await check(kv, undefined)).toBe('token_missing')
    expect(await check(kv, '')).toBe('token_missing')
    expect(await check(kv, 'x')).toBe('token_invalid')
    expect(await check(kv, `${token}x`)).toBe('token_invalid')
    kv.nowMs += 7 * 86_400_000 + 6000
    expect(await check(kv, token)).toBe('token_expired')
  })

  it('takes no token of another secret, nor one signed with the raw secret', async () => {
    const kv = await world()
    const forged = (key: Uint8Array): Promise<string> =>
      new SignJWT({ ver: kv.nowMs + 1e6, pid: 'x' })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(userKey(adminEmail))
        .setIssuedAt(kv.nowMs / 1000)
        .setExpirationTime(kv.nowMs / 1000 + 60)
        .sign(key)
    const elsewhere = deriveSecrets('the secret of another site')
    expect(
      await check(kv, await forged(new TextEncoder().encode('a secret of more than 16 characters'))),
    ).toBe('token_invalid')
    expect(await check(kv, await forged(elsewhere?.sessionKey ?? new Uint8Array(32)))).toBe('token_invalid')
    expect(await codeOf(authenticate(accountContext(kv, { variables: {} }), 'x'))).toBe('jwt_secret_unset')
  })

  it('ends the sessions of a deleted user, also when the address comes back', async () => {
    const kv = await world()
    const token = await tokenOf(kv, email)
    await deleteUser(await asAdmin(kv), { email })
    expect(await check(kv, token)).toBe('token_revoked')
    await addUser(kv, email)
    expect(await check(kv, token)).toBe('token_revoked')
    expect(await check(kv, await tokenOf(kv, email))).toBe('ok')
  })

  it('ends the rights of a disabled and of a demoted user at once, and the sessions of a disabled one for good', async () => {
    const kv = await world()
    const token = await tokenOf(kv, email)
    const role = async () => (await authenticate(accountContext(kv), token)).role
    await updateUser(await asAdmin(kv), { email, is_admin: 1 })
    expect(await role()).toBe('admin')
    await updateUser(await asAdmin(kv), { email, is_admin: 0 })
    expect(await role()).toBe('user')
    const caller = await authenticate(accountContext(kv), token)
    expect(() => requireAdmin({ caller })).toThrow(expect.objectContaining({ code: 'admin_required' }))
    await updateUser(await asAdmin(kv), { email, is_enabled: 0 })
    expect(await check(kv, token)).toBe('account_disabled')
    await updateUser(await asAdmin(kv), { email, is_enabled: 1 })
    expect(await check(kv, token)).toBe('token_revoked')
    expect(await check(kv, await tokenOf(kv, email))).toBe('ok')
  })
})

describe('changePassword', () => {
  const change = { old_password: password, new_password: other }

  it('ends all sessions but the one it answers, in the same millisecond too', async () => {
    const kv = await world()
    const before = await tokenOf(kv, email)
    const { token } = await changePassword(await signedIn(kv, email), change)
    expect(await check(kv, before)).toBe('token_revoked')
    expect(await check(kv, token)).toBe('ok')
    expect(await codeOf(tokenOf(kv, email, password))).toBe('invalid_credentials')
    expect(await check(kv, await tokenOf(kv, email, other))).toBe('ok')
  })

  it('refuses a wrong old password, and limits guesses', async () => {
    const kv = await world()
    const wrong = { old_password: 'wrong', new_password: other }
    const ctx = await signedIn(kv, email)
    for (let count = 0; count < 10; count += 1) {
      expect(await codeOf(changePassword(ctx, wrong))).toBe('old_password_wrong')
    }
    expect(await codeOf(changePassword(ctx, change))).toBe('rate_limited')
  })

  it('ends a session that another place opens with the old password while it does not see the change', async () => {
    const kv = await initializedWorld(new SimKv({ places: 2, delayMs: () => 50_000 }))
    await addUser(kv, email)
    kv.settle()
    await changePassword(await signedIn(kv, email), change)
    kv.nowMs += 20_000
    const stale = accountContext(kv, { place: 1 })
    const { token } = await login(stale, { email, password })
    expect(await codeOf(authenticate(stale, token))).toBe('ok')
    kv.settle()
    expect(await codeOf(authenticate(accountContext(kv, { place: 1 }), token))).toBe('token_revoked')
    expect(await check(kv, token)).toBe('token_revoked')
    expect(await check(kv, await tokenOf(kv, email, other))).toBe('ok')
  })

  it('is whole again at the next login after a crash between its two writes', async () => {
    const kv = await world()
    const before = await tokenOf(kv, email)
    const caller = (await signedIn(kv, email)).caller
    const crash = accountContext(kv, {
      caller,
      fault: ({ kind, key }) => (kind === 'put' && key.includes('_p') ? 'lost_before' : 'ok'),
    })
    await expect(changePassword(crash, change)).rejects.toThrow('lost before')
    expect(await codeOf(tokenOf(kv, email, password))).toBe('invalid_credentials')
    const token = await tokenOf(kv, email, other)
    expect(await check(kv, token)).toBe('ok')
    expect(await check(kv, before)).toBe('token_revoked')
  })
})

describe('logoutAll', () => {
  it('ends every session; the next login counts at once', async () => {
    const kv = await world()
    const tokens = [await tokenOf(kv, email), await tokenOf(kv, email)]
    await logoutAll(await signedIn(kv, email))
    for (const token of tokens) expect(await check(kv, token)).toBe('token_revoked')
    const next = await tokenOf(kv, email)
    expect(await check(kv, next)).toBe('ok')
    await logoutAll(await signedIn(kv, email))
    expect(await check(kv, next)).toBe('token_revoked')
    expect(await check(kv, await tokenOf(kv, email))).toBe('ok')
  })

  it('reaches tokens of a place whose clock is 5 s ahead', async () => {
    const kv = await initializedWorld(new SimKv({ places: 2, skewsMs: [0, 5000] }))
    await addUser(kv, email)
    const { token } = await login(accountContext(kv, { place: 1 }), { email, password })
    await logoutAll(await signedIn(kv, email))
    expect(await codeOf(authenticate(accountContext(kv, { place: 1 }), token))).toBe('token_revoked')
  })
})

describe('deleteMe', () => {
  it('asks the password and leaves nothing but the fact of the deletion', async () => {
    const kv = await world()
    const ctx = await signedIn(kv, email)
    expect(await codeOf(deleteMe(ctx, { password: 'wrong' }))).toBe('password_wrong')
    expect(await deleteMe(ctx, { password })).toEqual({ message: '账号已删除' })
    expect(await codeOf(tokenOf(kv, email))).toBe('invalid_credentials')
    expect(kv.dump().has(`u_${userKey(email)}`)).toBe(false)
  })

  it('spares the super admin', async () => {
    const kv = await world()
    expect(await codeOf(deleteMe(await asAdmin(kv), { password: adminPassword }))).toBe(
      'super_admin_protected',
    )
  })
})
