import { expect, it } from 'vitest'
import { login } from '../../../../src/services/auth/login.ts'
import { register } from '../../../../src/services/auth/register.ts'
import { peekVerification, verifyByPassword } from '../../../../src/services/auth/verify.ts'
import { accountContext, codeOf, initializedWorld } from '../../../support/accounts.ts'

const email = 'user@example.com'
const password = 'password-of-user'

it('shows what a link would confirm and confirms it with the password of the registration alone', async () => {
  const world = await initializedWorld()
  const ctx = () => accountContext(world)
  const { verification_token: token } = await register(ctx(), { email, password })
  const at = world.nowMs
  world.nowMs += 60_000
  for (let count = 0; count < 40; count += 1) {
    expect(await peekVerification(ctx(), { token })).toEqual({
      email,
      registered_at: new Date(at).toISOString(),
      expires_at: new Date(at + 86_400_000).toISOString(),
    })
  }
  expect(await codeOf(login(ctx(), { email, password }))).toBe('email_unverified')
  expect(await codeOf(verifyByPassword(ctx(), { token, password: 'another-password' }))).toBe(
    'password_wrong',
  )
  expect(await codeOf(login(ctx(), { email, password }))).toBe('email_unverified')
  expect(await codeOf(verifyByPassword(ctx(), { token, password }))).toBe('ok')
  expect(await codeOf(login(ctx(), { email, password }))).toBe('ok')
  expect(await codeOf(peekVerification(ctx(), { token }))).toBe('verify_token_invalid')
  expect(await codeOf(verifyByPassword(ctx(), { token, password }))).toBe('verify_token_invalid')
})

it('limits guesses of a registration’s password by IP, before a hash is computed', async () => {
  const world = await initializedWorld()
  const { verification_token: token } = await register(accountContext(world), { email, password })
  for (let count = 0; count < 30; count += 1) {
    const guess = verifyByPassword(accountContext(world), { token, password: 'wrong' })
    expect(await codeOf(guess)).toBe('password_wrong')
  }
  expect(await codeOf(verifyByPassword(accountContext(world), { token, password }))).toBe('rate_limited')
})
