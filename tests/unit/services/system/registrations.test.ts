import { expect, it } from 'vitest'
import { login } from '../../../../src/services/auth/login.ts'
import { register } from '../../../../src/services/auth/register.ts'
import { listUsers } from '../../../../src/services/system/list-users.ts'
import { confirmRegistration, listRegistrations } from '../../../../src/services/system/registrations.ts'
import { accountContext, asAdmin, codeOf, initializedWorld, signedIn } from '../../../support/accounts.ts'

const email = 'user@example.com'
const password = 'password-of-user'
const strangers = 'password-of-a-stranger'

it('lists what waits for its mail, and confirms the one that is meant', async () => {
  const world = await initializedWorld()
  const at = (clientIp: string) => accountContext(world, { clientIp })
  const firstMs = world.nowMs
  await register(at('192.0.2.1'), { email, password })
  world.nowMs += 60_000
  await register(at('192.0.2.2'), { email, password: strangers })
  await register(at('192.0.2.3'), { email: 'late@example.com', password })
  const admin = await asAdmin(world)
  const { registrations } = await listRegistrations(admin)
  expect(registrations.map((one) => one.email).sort()).toEqual(['late@example.com', email, email])
  const own = registrations.find((one) => one.registered_at === new Date(firstMs).toISOString())
  expect(own).toMatchObject({ email, expires_at: new Date(firstMs + 86_400_000).toISOString() })
  const id = own?.id ?? ''
  expect(await codeOf(confirmRegistration(admin, { email: 'late@example.com', id }))).toBe(
    'registration_not_found',
  )
  expect(await codeOf(confirmRegistration(admin, { email, id }))).toBe('ok')
  expect(await codeOf(login(at('192.0.2.1'), { email, password }))).toBe('ok')
  expect(await codeOf(login(at('192.0.2.2'), { email, password: strangers }))).toBe('invalid_credentials')
  // The other one of that address is gone with it.
  expect((await listRegistrations(admin)).registrations.map((one) => one.email)).toEqual(['late@example.com'])
  expect(await codeOf(confirmRegistration(admin, { email, id }))).toBe('registration_not_found')
  world.nowMs += 86_400_000
  expect(await listRegistrations(await asAdmin(world))).toEqual({ registrations: [] })
})

it('is for administrators alone', async () => {
  const world = await initializedWorld()
  const visitor = accountContext(world)
  expect(await codeOf(listRegistrations(visitor))).toBe('token_missing')
  expect(await codeOf(confirmRegistration(visitor, { email, id: '0'.repeat(16) }))).toBe('token_missing')
})

it('tells when a user signed in last, for the seven days of a session', async () => {
  const world = await initializedWorld()
  const ctx = accountContext(world, { clientIp: '192.0.2.9' })
  await register(ctx, { email, password })
  const [one] = (await listRegistrations(await asAdmin(world))).registrations
  await confirmRegistration(await asAdmin(world), { email, id: one?.id ?? '' })
  const last = async () =>
    (await listUsers(await asAdmin(world), { q: email })).users.map((user) => user.last_sign_in_at)
  expect(await last()).toEqual([null])
  await signedIn(world, email, password)
  world.nowMs += 3_600_000
  const secondMs = world.nowMs
  await signedIn(world, email, password)
  expect(await last()).toEqual([new Date(Math.floor(secondMs / 1000) * 1000).toISOString()])
  world.nowMs += 7 * 86_400_000
  expect(await last()).toEqual([null])
})
