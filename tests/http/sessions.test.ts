import { SignJWT, UnsecuredJWT, decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deriveSecrets } from '../../src/auth/secrets.ts'
import { call, initialize, login, signUp } from '../support/http-client.ts'
import { jwtSecret, targets, type Target } from '../support/http-target.ts'

const weekMs = 7 * 86_400_000

for (const { name, start } of targets) {
  describe(`sessions, ${name}`, () => {
    let target: Target
    let admin: string
    beforeAll(async () => {
      target = await start()
      admin = await initialize(target)
    })
    afterAll(() => target?.stop())

    const me = (token: string) => call(target, 'me', 'GET', '/api/auth/me', { token })
    const expectRefused = async (token: string, code: string): Promise<void> => {
      const answer = await me(token)
      expect([answer.status, answer.body['code']]).toEqual([401, code])
    }
    const signed = (claims: Record<string, unknown>, key: Uint8Array, alg = 'HS256'): Promise<string> =>
      new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT' }).sign(key)

    it('tells who is signed in', async () => {
      const person = await signUp(target)
      expect((await me(person.token)).body).toMatchObject({
        email: person.email,
        role: 'user',
        is_admin: false,
        node_count: 0,
        node_limit: 50,
      })
      expect((await me(admin)).body).toMatchObject({ role: 'super_admin', is_admin: true })
    })

    it('takes no rights from a registration that names some', async () => {
      const account = { email: 'climber@example.com', password: 'password123' }
      const rights = { role: 'super_admin', is_admin: 1, is_enabled: 1, verified: true, node_limit: 9999 }
      const body = { ...account, ...rights }
      const made = await call(target, 'register', 'POST', '/api/auth/register', {
        body,
        clientIp: '192.0.2.91',
      })
      await call(target, 'verify', 'GET', `/api/auth/verify?token=${String(made.body['verification_token'])}`)
      expect((await me(await login(target, account.email, account.password))).body).toMatchObject({
        role: 'user',
        is_admin: false,
        node_limit: 50,
      })
    })

    it('refuses tokens that were not made here: alg none, other algorithms, other keys, no expiry, changed claims', async () => {
      const person = await signUp(target)
      const claims = decodeJwt(person.token)
      const key = deriveSecrets(jwtSecret)?.sessionKey ?? new Uint8Array()
      const raw = new TextEncoder().encode(jwtSecret)
      const [header = '', payload = '', signature = ''] = person.token.split('.')
      const other = Buffer.from(JSON.stringify({ ...claims, sub: decodeJwt(admin).sub })).toString(
        'base64url',
      )
      const ownKey = { kty: 'oct', k: Buffer.from('a key of the caller’s').toString('base64url') }
      const { exp: _exp, ...forever } = claims
      const { sub: _sub, ...nobody } = claims
      const flipped = (signature[0] === 'A' ? 'B' : 'A') + signature.slice(1)
      const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
      for (const forged of [
        new UnsecuredJWT(claims).encode(),
        `${none}.${payload}.${signature}`,
        await signed(claims, raw),
        await signed(claims, new Uint8Array(64).fill(1), 'HS512'),
        await signed(claims, new Uint8Array([...key, ...key]), 'HS512'),
        await signed(forever, key),
        await signed(nobody, key),
        await new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256', kid: '../x', jku: 'https://evil.example/', jwk: ownKey })
          .sign(new TextEncoder().encode('a key of the caller’s')),
        `${header}.${other}.${signature}`,
        `${header}.${payload}.${flipped}`,
        `${header}.${payload}.`,
        `${header}.${payload}`,
        `${person.token}.x`,
        'x'.repeat(5000),
      ]) {
        await expectRefused(forged, 'token_invalid')
      }
      expect((await me(await signed(claims, key))).status).toBe(200)
    })

    it('takes a token from its header alone', async () => {
      const { token } = await signUp(target)
      const headers = { cookie: `token=${token}; et.session=${token}`, 'x-access-token': token }
      for (const query of ['', `?token=${token}`, `?access_token=${token}`]) {
        const answer = await call(target, 'me', 'GET', `/api/auth/me${query}`, { headers })
        expect([answer.status, answer.body['code']]).toEqual([401, 'token_missing'])
      }
    })

    it('ends a session after 7 days', async () => {
      const person = await signUp(target)
      target.advance(weekMs - 60_000)
      expect((await me(person.token)).status).toBe(200)
      target.advance(120_000)
      await expectRefused(person.token, 'token_expired')
      admin = await login(target, 'admin@example.com', 'admin123456')
    })

    it('ends all sessions on logout-all, and only a newer one works', async () => {
      const person = await signUp(target)
      const out = await call(target, 'logoutAll', 'POST', '/api/auth/logout-all', { token: person.token })
      expect(out.status).toBe(200)
      await expectRefused(person.token, 'token_revoked')
      target.advance(1000)
      expect((await me(await login(target, person.email, 'password123'))).status).toBe(200)
    })

    it('ends all other sessions when the password changes', async () => {
      const person = await signUp(target)
      const wrong = await call(target, 'changePassword', 'POST', '/api/auth/change-password', {
        token: person.token,
        body: { old_password: 'not-it', new_password: 'password456' },
      })
      expect([wrong.status, wrong.body['code'], wrong.body['error']]).toEqual([
        400,
        'old_password_wrong',
        '原密码错误',
      ])
      target.advance(1000)
      const changed = await call(target, 'changePassword', 'POST', '/api/auth/change-password', {
        token: person.token,
        body: { old_password: 'password123', new_password: 'password456' },
      })
      expect(changed.status).toBe(200)
      await expectRefused(person.token, 'token_revoked')
      expect((await me(String(changed.body['token']))).status).toBe(200)
      const old = await call(target, 'login', 'POST', '/api/auth/login', {
        body: { email: person.email, password: 'password123' },
      })
      expect([old.status, old.body['code'], old.body['error']]).toEqual([
        401,
        'invalid_credentials',
        '邮箱或密码错误',
      ])
    })

    it('takes its rights from a disabled, a demoted and a deleted user at once', async () => {
      const person = await signUp(target)
      const path = `/api/system/users/${person.email}`
      const update = (body: unknown) => call(target, 'updateUser', 'PUT', path, { token: admin, body })
      await update({ is_admin: 1 })
      const list = () => call(target, 'listUsers', 'GET', '/api/system/users', { token: person.token })
      expect((await list()).status).toBe(200)
      await update({ is_admin: 0 })
      const demoted = await list()
      expect([demoted.status, demoted.body['code']]).toEqual([403, 'admin_required'])
      await update({ is_enabled: 0 })
      await expectRefused(person.token, 'account_disabled')
      const refused = await call(target, 'login', 'POST', '/api/auth/login', {
        body: { email: person.email, password: 'password123' },
      })
      expect([refused.status, refused.body['code']]).toEqual([401, 'account_disabled'])
      await update({ is_enabled: 1 })
      await expectRefused(person.token, 'token_revoked')
      const token = await login(target, person.email, 'password123')
      expect((await me(token)).status).toBe(200)
      const deleted = await call(target, 'deleteUser', 'DELETE', path, { token: admin })
      expect(deleted.status).toBe(200)
      await expectRefused(token, 'token_revoked')
    })

    it('confirms a registration by hand, which an administrator finds among those that wait', async () => {
      const email = 'waits@example.com'
      const body = { email, password: 'waits-for-mail-7' }
      const made = await call(target, 'register', 'POST', '/api/auth/register', {
        body,
        clientIp: '192.0.2.77',
      })
      expect(made.status).toBe(201)
      const list = (token: string) =>
        call(target, 'listRegistrations', 'GET', '/api/system/registrations', { token })
      const found = (await list(admin)).body['registrations'] as unknown as { id: string; email: string }[]
      const { id = '' } = found.find((one) => one.email === email) ?? {}
      const confirm = (token: string) =>
        call(target, 'confirmRegistration', 'POST', `/api/system/registrations/${email}/confirm`, {
          token,
          body: { id },
        })
      const person = await signUp(target)
      expect([(await list(person.token)).status, (await confirm(person.token)).status]).toEqual([403, 403])
      expect((await confirm(admin)).status).toBe(200)
      const again = await confirm(admin)
      expect([again.status, again.body['code']]).toEqual([404, 'registration_not_found'])
      expect((await me(await login(target, email, body.password))).status).toBe(200)
    })

    it('deletes an account with its password, and its nodes with it', async () => {
      const person = await signUp(target)
      const wrong = await call(target, 'deleteMe', 'DELETE', '/api/auth/me', {
        token: person.token,
        body: { password: 'nope' },
      })
      expect([wrong.status, wrong.body['code']]).toEqual([403, 'password_wrong'])
      const gone = await call(target, 'deleteMe', 'DELETE', '/api/auth/me', {
        token: person.token,
        body: { password: 'password123' },
      })
      expect(gone.status).toBe(200)
      await expectRefused(person.token, 'token_revoked')
    })

    it('throttles wrong passwords by address, and says when to come back', async () => {
      const person = await signUp(target)
      const attempt = (clientIp: string) =>
        call(target, 'login', 'POST', '/api/auth/login', {
          body: { email: person.email, password: 'wrong' },
          clientIp,
        })
      const statuses: number[] = []
      for (let at = 0; at < 15; at += 1) statuses.push((await attempt(`192.0.2.${at}`)).status)
      expect(statuses.at(-1)).toBe(429)
      expect(new Set(statuses)).toEqual(new Set([401, 429]))
      const limited = await attempt('192.0.2.99')
      expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(limited.body['code']).toBe('rate_limited')
      target.advance(1000 * (Number(limited.headers.get('retry-after')) + 1))
      expect((await attempt('192.0.2.98')).status).toBe(401)
    })

    it('resets a password by a token that an administrator hands over: once, of ordinary users alone', async () => {
      const person = await signUp(target)
      const make = (email: string, token: string) =>
        call(target, 'makeResetToken', 'POST', `/api/system/users/${email}/reset-token`, { token })
      const made = await make(person.email, admin)
      expect(made.status).toBe(201)
      expect((await me(person.token)).status).toBe(200)
      const reset = () =>
        call(target, 'resetPassword', 'POST', '/api/auth/reset-password', {
          body: { token: made.body['reset_token'], new_password: 'handed-over-7' },
        })
      expect((await reset()).status).toBe(200)
      const again = await reset()
      expect([again.status, again.body['code']]).toEqual([400, 'reset_token_invalid'])
      await expectRefused(person.token, 'token_revoked')
      const login = await call(target, 'login', 'POST', '/api/auth/login', {
        body: { email: person.email, password: 'handed-over-7' },
      })
      expect(login.status).toBe(200)
      const own = await make(person.email, String(login.body['token']))
      expect([own.status, own.body['code']]).toEqual([403, 'admin_required'])
      const nobody = await make('nobody@example.com', admin)
      expect([nobody.status, nobody.body['code']]).toEqual([404, 'user_not_found'])
    })

    it('resets a password by a link that works once and tells nobody who is registered', async () => {
      const person = await signUp(target)
      const ask = (email: string) =>
        call(target, 'requestPasswordReset', 'POST', '/api/auth/request-password-reset', { body: { email } })
      const [known, unknown] = [await ask(person.email), await ask('nobody@example.com')]
      expect([known.status, known.body]).toEqual([unknown.status, unknown.body])
      const bad = await call(target, 'resetPassword', 'POST', '/api/auth/reset-password', {
        body: { token: 'wrong', new_password: 'password456' },
      })
      expect([bad.status, bad.body['code']]).toEqual([400, 'reset_token_invalid'])
      const resend = (email: string) =>
        call(target, 'resendVerification', 'POST', '/api/auth/resend-verification', { body: { email } })
      expect((await resend(person.email)).body).toEqual((await resend('nobody@example.com')).body)
    })
  })
}
