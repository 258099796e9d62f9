import { expect, it } from 'vitest'
import { createApp } from '../../../src/http/app.ts'
import { accountContext, addUser, initializedWorld } from '../../support/accounts.ts'
import type { SimKv } from '../../support/kv/sim-kv.ts'

const email = 'user@example.com'
const app = createApp()

async function signIn(
  world: SimKv,
  password: string,
  options: { cookie?: string; origin?: string; ip?: string } = {},
) {
  const services = {
    ...accountContext(world, { clientIp: options.ip ?? '192.0.2.1' }),
    origin: options.origin ?? 'https://nodes.example',
  }
  const headers = new Headers({ 'content-type': 'application/json' })
  if (options.cookie !== undefined) headers.set('cookie', options.cookie)
  const body = JSON.stringify({ email, password })
  const request = new Request('https://nodes.example/api/auth/login', { method: 'POST', headers, body })
  return app.fetch(request, { services, requestId: 'r' })
}

async function setup(): Promise<SimKv> {
  const world = await initializedWorld()
  await addUser(world, email)
  return world
}

it('a sign-in marks the browser by a cookie that no script reads and no other site sends', async () => {
  const response = await signIn(await setup(), 'password123')
  expect(response.status).toBe(200)
  const [pair = '', ...attributes] = (response.headers.get('set-cookie') ?? '').split('; ')
  expect(pair).toMatch(/^__Host-etd_[0-9a-f]{12}=[\w.-]{60,}$/)
  expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=15552000', 'Path=/', 'SameSite=Strict', 'Secure'])
  const plain = await signIn(await setup(), 'password123', { origin: 'http://192.0.2.9:8788' })
  expect(plain.headers.get('set-cookie')).not.toMatch(/Secure|__Host/)
})

it('a wrong password sets none', async () => {
  const response = await signIn(await setup(), 'wrong')
  expect([response.status, response.headers.get('set-cookie')]).toEqual([401, null])
})

it('the cookie lets its owner in while strangers guess, also beside other cookies', async () => {
  const world = await setup()
  const first = await signIn(world, 'password123', { ip: '192.0.2.7' })
  const [cookie = ''] = (first.headers.get('set-cookie') ?? '').split(';')
  for (let count = 0; count < 15; count += 1) await signIn(world, 'wrong', { ip: `198.51.100.${count}` })
  expect((await signIn(world, 'password123', { ip: '203.0.113.3' })).status).toBe(429)
  expect(
    (await signIn(world, 'password123', { ip: '203.0.113.3', cookie: `a=b; ${cookie}; c=d` })).status,
  ).toBe(200)
  // A host beside this one may set what has no prefix.
  const unprefixed = cookie.replace('__Host-', '')
  expect((await signIn(world, 'password123', { ip: '203.0.113.3', cookie: unprefixed })).status).toBe(429)
  expect(
    (await signIn(world, 'password123', { ip: '203.0.113.3', cookie: 'etd_=x; etd_0=; =' })).status,
  ).toBe(429)
})
