import { expect, test } from 'vitest'
import { login } from '../../../../src/services/auth/login.ts'
import { updateSettings } from '../../../../src/services/system/update-settings.ts'
import { accountContext, addUser, asAdmin, initializedWorld } from '../../../support/accounts.ts'
import { mailProvider } from '../../../support/mail-provider.ts'

const email = 'owner@example.com'
const password = 'password123'

test('a sign-in from a network that is new to an account is mailed, once, where the site wants it', async () => {
  const world = await initializedWorld()
  await addUser(world, email)
  const { fetch, calls } = mailProvider()
  const admin = await asAdmin(world)
  await updateSettings(admin, { resend_api_key: 're_x', mail_from: 'a@example.com', password: 'admin123456' })
  const signIn = async (clientIp: string): Promise<number> => {
    world.nowMs += 60_000
    const ctx = accountContext(world, { clientIp, fetch })
    await login(ctx, { email, password })
    await ctx.background()
    // What the mail waits for is given to the background by the background.
    await ctx.background()
    return calls.length
  }
  expect(await signIn('198.51.100.1')).toBe(0)
  expect(await signIn('198.51.100.2')).toBe(0)
  await updateSettings(admin, { sign_in_mail: 1 })
  world.nowMs += 60_000
  expect(await signIn('198.51.100.2')).toBe(0)
  expect(await signIn('192.0.2.9')).toBe(1)
  expect(String(calls[0]?.body.text)).toContain('192.0.2.9')
  expect(String(calls[0]?.body.to)).toContain(email)
  expect(await signIn('192.0.2.9')).toBe(1)
  expect(await signIn('2001:db8::1')).toBe(2)
  expect(await signIn('2001:db8::2')).toBe(2)
})
