import { describe, expect, it } from 'vitest'
import { login } from '../../../../src/services/auth/login.ts'
import { changePassword } from '../../../../src/services/auth/change-password.ts'
import { register } from '../../../../src/services/auth/register.ts'
import { requestPasswordReset } from '../../../../src/services/auth/request-password-reset.ts'
import { resendVerification } from '../../../../src/services/auth/resend-verification.ts'
import { resetPassword } from '../../../../src/services/auth/reset-password.ts'
import { verify } from '../../../../src/services/auth/verify.ts'
import { getSettings } from '../../../../src/services/system/get-settings.ts'
import { updateSettings } from '../../../../src/services/system/update-settings.ts'
import { authenticate } from '../../../../src/services/auth/authenticate.ts'
import {
  accountContext,
  addUser,
  adminPassword,
  asAdmin,
  codeOf,
  initializedWorld,
  jwtSecret,
  signedIn,
  tokenOf,
  type AccountOptions,
} from '../../../support/accounts.ts'
import { linkToken, mailProvider } from '../../../support/mail-provider.ts'

const email = 'user@example.com'
const password = 'password123'
const variables = {
  JWT_SECRET: jwtSecret,
  RESEND_API_KEY: 're_secret_key',
  MAIL_FROM: 'Site <a@example.com>',
  PUBLIC_ORIGIN: 'https://nodes.example.org/',
}

async function setup(answer?: () => Response | Promise<Response>) {
  const world = await initializedWorld()
  const provider = mailProvider(answer)
  const ctx = (options: AccountOptions = {}) =>
    accountContext(world, { variables, fetch: provider.fetch, ...options })
  return { world, ctx, calls: provider.calls }
}

describe('registration by mail', () => {
  it('mails the token and answers a receipt that verify refuses', async () => {
    const { ctx, calls } = await setup()
    const answer = await register(ctx(), { email, password })
    expect(answer.message).toBe('注册成功,请查收验证邮件')
    expect(calls).toHaveLength(1)
    expect(calls[0]).toMatchObject({
      url: 'https://api.resend.com/emails',
      body: { from: 'Site <a@example.com>', to: [email] },
    })
    expect(calls[0]?.headers).toMatchObject({
      authorization: 'Bearer re_secret_key',
      'content-type': 'application/json',
      'idempotency-key': expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    const text = String(calls[0]?.body.text)
    const token = linkToken(text)
    expect(text).toContain(`https://nodes.example.org/console/#/verify?token=${token}`)
    expect(text).not.toContain('request-host.example')
    expect(text).not.toContain(password)
    expect(answer.verification_token).toMatch(/^[0-9a-f]{64}$/)
    expect(answer.verification_token).not.toBe(token)
    expect(await codeOf(verify(ctx(), { token: answer.verification_token }))).toBe('verify_token_invalid')
    expect(await codeOf(verify(ctx(), { token }))).toBe('ok')
  })

  it('survives a failing provider: the text is kept for admins, a resend works, a success clears it', async () => {
    let healthy = false
    const { world, ctx, calls } = await setup(() =>
      healthy
        ? new Response('{}')
        : new Response('{"name":"validation_error","message":"bad key re_secret_key"}', { status: 403 }),
    )
    const first = ctx()
    const answer = await register(first, { email, password })
    expect(answer.message).toContain('发送失败')
    expect(JSON.stringify(first.lines)).not.toContain('re_secret_key')
    expect(await codeOf(login(ctx(), { email, password }))).toBe('email_unverified')
    const admin = await asAdmin(world, { variables })
    expect((await getSettings(admin)).settings.mail_last_error).toBe('Resend: HTTP 403: bad key ********')
    healthy = true
    const again = ctx()
    await resendVerification(again, { email })
    await again.background()
    expect((await getSettings(admin)).settings.mail_last_error).toBe('')
    expect(await codeOf(verify(ctx(), { token: linkToken(calls.at(-1)?.body.text) }))).toBe('ok')
    expect(await codeOf(login(ctx(), { email, password }))).toBe('ok')
  })

  it.each([
    [
      'not JSON',
      () => new Response('<html>bad gateway</html>', { status: 502 }),
      'Resend: HTTP 502: <html>bad gateway</html>',
    ],
    ['no connection', () => Promise.reject(new TypeError('fetch failed')), 'fetch failed'],
  ] satisfies [string, () => Response | Promise<Response>, string][])(
    'keeps the words of a provider that answers %s',
    async (_name, answer, reason) => {
      const { world, ctx } = await setup(answer)
      await register(ctx(), { email, password })
      expect((await getSettings(await asAdmin(world))).settings.mail_last_error).toBe(reason)
    },
  )

  it('treats the sink of npm start as no provider: the real token is in the answer, too', async () => {
    const { ctx, calls } = await setup()
    const local = ctx({ variables: { JWT_SECRET: jwtSecret }, sink: true })
    const answer = await register(local, { email, password })
    expect(calls[0]).toMatchObject({ url: 'http://127.0.0.1/mail', headers: { 'x-mail-sink': 's' } })
    expect(Object.keys(calls[0]?.body ?? {})).toEqual(['to', 'subject', 'text'])
    expect(calls[0]?.body.to).toBe(email)
    expect(linkToken(calls[0]?.body.text)).toBe(answer.verification_token)
    expect(await codeOf(verify(ctx(), { token: answer.verification_token }))).toBe('ok')
  })

  it('takes account and origin from the settings where the environment has none', async () => {
    const { world, ctx, calls } = await setup()
    const plain = { JWT_SECRET: jwtSecret }
    await updateSettings(await asAdmin(world), {
      mail_from: 'b@example.com',
      resend_api_key: 're_of_settings',
      site_url: 'https://site.example',
      password: adminPassword,
    })
    await register(ctx({ variables: plain }), { email, password })
    expect(calls[0]?.headers.authorization).toBe('Bearer re_of_settings')
    expect(calls[0]?.body.from).toBe('b@example.com')
    expect(calls[0]?.body.text).toContain('https://site.example/console/#/verify')
    await register(ctx(), { email: 'other@example.com', password })
    expect(calls[1]?.headers.authorization).toBe('Bearer re_secret_key')
    expect(calls[1]?.body.from).toBe('Site <a@example.com>')
  })

  it('writes no host into a link when none is set', async () => {
    const { ctx, calls } = await setup()
    const { PUBLIC_ORIGIN: _none, ...rest } = variables
    await register(ctx({ variables: rest }), { email, password })
    expect(calls[0]?.body.text).toContain('\n/console/#/verify?token=')
    expect(calls[0]?.body.text).not.toContain('request-host.example')
  })
})

describe('resendVerification', () => {
  const neutral = { message: '如果该邮箱有待验证的注册，验证邮件已重新发送' }

  it('answers the same to everybody and mails only who waits', async () => {
    const { world, ctx, calls } = await setup()
    await addUser(world, 'known@example.com')
    for (const address of ['known@example.com', 'nobody@example.com']) {
      const one = ctx()
      expect(await resendVerification(one, { email: address })).toEqual(neutral)
      await one.background()
    }
    expect(calls).toEqual([])
  })

  it('sends a link for each registration that waits, each with its own password', async () => {
    const { world, ctx, calls } = await setup()
    await register(ctx(), { email, password: 'first-password' })
    world.nowMs += 60_000
    await register(ctx(), { email, password: 'second-password' })
    for (let count = 0; count < 2; count += 1) {
      world.nowMs += 660_000
      const one = ctx()
      expect(await resendVerification(one, { email })).toEqual(neutral)
      await one.background()
    }
    const tokens = [...String(calls.at(-1)?.body.text).matchAll(/token=([0-9a-f]{64})/g)].map(
      (match) => match[1] ?? '',
    )
    expect(tokens).toHaveLength(2)
    await verify(ctx(), { token: tokens[1] ?? '' })
    expect(await codeOf(login(ctx(), { email, password: 'first-password' }))).toBe('ok')
    expect(await codeOf(login(ctx(), { email, password: 'second-password' }))).toBe('invalid_credentials')
  })

  it('is limited for an address and for an IP', async () => {
    const { ctx } = await setup()
    for (let count = 0; count < 3; count += 1) await resendVerification(ctx(), { email })
    expect(await codeOf(resendVerification(ctx({ clientIp: '198.51.100.7' }), { email }))).toBe(
      'rate_limited',
    )
    expect(await codeOf(requestPasswordReset(ctx(), { email }))).toBe('rate_limited')
    for (let count = 0; count < 17; count += 1) {
      await resendVerification(ctx(), { email: `user${count}@example.com` })
    }
    expect(await codeOf(resendVerification(ctx(), { email: 'more@example.com' }))).toBe('rate_limited')
  })
})

describe('password reset', () => {
  const request = async (setupResult: Awaited<ReturnType<typeof setup>>, address = email) => {
    const one = setupResult.ctx()
    const answer = await requestPasswordReset(one, { email: address })
    await one.background()
    return { answer, token: linkToken(setupResult.calls.at(-1)?.body.text) }
  }

  it('sets a new password once, ends all sessions, and answers the same to everybody', async () => {
    const made = await setup()
    const { world, ctx, calls } = made
    await addUser(world, email)
    const session = await tokenOf(world, email)
    const { answer, token } = await request(made)
    expect(answer).toEqual({ message: '如果该邮箱已注册，重置邮件已发送' })
    expect((await request(made, 'nobody@example.com')).answer).toEqual(answer)
    expect(calls).toHaveLength(1)
    expect(calls[0]?.body.text).toContain(`https://nodes.example.org/console/#/reset?token=${token}`)
    const change = { token, new_password: 'password456' }
    expect(await resetPassword(ctx(), change)).toEqual({ message: '密码已重置，请重新登录' })
    expect(await codeOf(resetPassword(ctx(), change))).toBe('reset_token_invalid')
    expect(await codeOf(authenticate(accountContext(world), session))).toBe('token_revoked')
    expect(await codeOf(tokenOf(world, email, password))).toBe('invalid_credentials')
    expect(await codeOf(tokenOf(world, email, 'password456'))).toBe('ok')
  })

  it('refuses a link after an hour, after a change of the password, and made-up ones', async () => {
    const made = await setup()
    const { world, ctx } = made
    await addUser(world, email)
    const late = (await request(made)).token
    world.nowMs += 3_600_000
    expect(await codeOf(resetPassword(ctx(), { token: late, new_password: 'x12345' }))).toBe(
      'reset_token_invalid',
    )
    const { token } = await request(made)
    const owner = await signedIn(world, email)
    // The links are swept after the answer; the password's id alone must void them.
    await changePassword(
      { ...owner, waitUntil: () => undefined },
      { old_password: password, new_password: 'password789' },
    )
    expect(await codeOf(resetPassword(ctx(), { token, new_password: 'x12345' }))).toBe('reset_token_invalid')
    expect(await codeOf(resetPassword(ctx(), { token: 'made up', new_password: 'x12345' }))).toBe(
      'reset_token_invalid',
    )
    expect(await codeOf(tokenOf(world, email, 'password789'))).toBe('ok')
  })

  it('takes no verification token as reset token, nor the other way round', async () => {
    const made = await setup()
    const { world, ctx, calls } = made
    await addUser(world, email)
    const { token } = await request(made)
    expect(await codeOf(verify(ctx(), { token }))).toBe('verify_token_invalid')
    await register(ctx(), { email: 'new@example.com', password })
    const pending = linkToken(calls.at(-1)?.body.text)
    expect(await codeOf(resetPassword(ctx(), { token: pending, new_password: 'x12345' }))).toBe(
      'reset_token_invalid',
    )
  })
})

describe('the budget of mails', () => {
  const registerAs = async ({ ctx, world }: Awaited<ReturnType<typeof setup>>, address: string) => {
    // Each from another network: no proof of work is asked.
    const one = ctx({ clientIp: `${address} ${world.nowMs}` })
    const answer = await register(one, { email: address, password })
    await one.background()
    return answer.message
  }

  it('sends the same mail to the same box once in ten minutes', async () => {
    const all = await setup()
    expect(await registerAs(all, email)).toBe('注册成功,请查收验证邮件')
    expect(await registerAs(all, email)).toContain('10 分钟内')
    expect(all.calls).toHaveLength(1)
    all.world.nowMs += 600_000
    expect(await registerAs(all, email)).toBe('注册成功,请查收验证邮件')
    expect(all.calls).toHaveLength(2)
  })

  it('keeps a fifth of the day for resets, and tells the admins when it is spent', async () => {
    const all = await setup()
    await addUser(all.world, 'owner@example.com')
    await updateSettings(await asAdmin(all.world), { mails_per_day: 10 })
    for (let count = 0; count < 12; count += 1) await registerAs(all, `user${count}@example.com`)
    expect(all.calls).toHaveLength(8)
    const { settings } = await getSettings(await asAdmin(all.world, { variables }))
    expect(settings.mail_last_error).toContain('10')
    const one = all.ctx()
    await requestPasswordReset(one, { email: 'owner@example.com' })
    await one.background()
    expect(all.calls).toHaveLength(9)
    all.world.nowMs += 86_400_000
    await registerAs(all, 'late@example.com')
    expect(all.calls).toHaveLength(10)
  })

  it('does not count a mail that the provider refused', async () => {
    let isUp = false
    const all = await setup(() => new Response('{}', { status: isUp ? 200 : 500 }))
    expect(await registerAs(all, email)).toContain('验证邮件发送失败')
    isUp = true
    expect(await registerAs(all, email)).toBe('注册成功,请查收验证邮件')
  })
})
