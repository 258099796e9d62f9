import { expect, it } from 'vitest'
import { resetPassword } from '../../../src/services/auth/reset-password.ts'
import { requestPasswordReset } from '../../../src/services/auth/request-password-reset.ts'
import { createChannel } from '../../../src/services/alerts/channels.ts'
import { createNode } from '../../../src/services/nodes/create-node.ts'
import { createApiKey, listApiKeysOf } from '../../../src/services/own-keys/manage-keys.ts'
import { initialize } from '../../../src/services/system/initialize.ts'
import { updateSettings } from '../../../src/services/system/update-settings.ts'
import { createMemory } from '../../../src/store/context/context.ts'
import { listChannels } from '../../../src/store/alerts/channels.ts'
import { userKey } from '../../../src/store/kv/keys.ts'
import { listNodeIds } from '../../../src/store/nodes/nodes.ts'
import { readUserFacts } from '../../../src/store/users/users.ts'
import {
  accountContext,
  addUser,
  asAdmin,
  codeOf,
  initializedWorld,
  jwtSecret,
  signedIn,
  tokenOf,
  type AccountContext,
} from '../../support/accounts.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'

const email = 'user@example.com'
const many = Array.from({ length: 8 }, (_, index) => index)

/** How often each outcome came of calls that one isolate has under way together. */
async function outcomes(calls: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const codes = await Promise.all(calls.map((call) => codeOf(call)))
  const counts: Record<string, number> = {}
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

/** An owner in an isolate that remembers, on a site that allows three of each. */
async function setup(): Promise<{ world: SimKv; ctx: AccountContext }> {
  const world = await initializedWorld()
  await addUser(world, email)
  await updateSettings(await asAdmin(world), { api_keys_per_user: 3, nodes_per_user: 3 })
  const publicFetch = () => Promise.resolve(new Response('ok'))
  const ctx = await signedIn(world, email, 'password123', { memory: createMemory(), publicFetch })
  return { world, ctx }
}

it('makes no more API keys than an account may have', async () => {
  const { ctx } = await setup()
  const make = () => createApiKey(ctx, { name: 'launcher' })
  expect(await outcomes(many.map(make))).toEqual({ ok: 3, api_key_limit: 5 })
  expect((await listApiKeysOf(ctx, {})).keys).toHaveLength(3)
  expect(await codeOf(make())).toBe('api_key_limit')
})

it('makes no more nodes than an account may have', async () => {
  const { ctx } = await setup()
  const make = (index: number) =>
    createNode(ctx, {
      node_name: `node ${index}`,
      region_type: 'domestic',
      connections: [{ type: 'TCP', ip: '1.2.3.4', port: 1 }],
    })
  expect(await outcomes(many.map(make))).toEqual({ ok: 3, node_limit: 5 })
  expect(await listNodeIds(ctx, userKey(email))).toHaveLength(3)
})

it('makes no more channels than an account may have', async () => {
  const { ctx } = await setup()
  const make = (index: number) =>
    createChannel(
      ctx,
      { scope: 'own' },
      {
        kind: 'webhook',
        credential: { url: 'https://hook.example.com/' },
        name: `channel ${index}`,
        language: 'en',
        events: ['offline'],
        nodes: [],
        after_minutes: 5,
        reminder: 'never',
        quiet: '',
        utc_offset: 0,
      },
    )
  expect(await outcomes([...many, ...many].map(make))).toEqual({ ok: 10, channel_limit: 6 })
  expect(await listChannels(ctx, userKey(email))).toHaveLength(10)
})

it('takes a reset link once', async () => {
  const world = await initializedWorld()
  await addUser(world, email)
  let text = ''
  const fetch = async (_: unknown, init?: RequestInit) => {
    text = String(init?.body)
    return Response.json({ id: 'x' })
  }
  const variables = { JWT_SECRET: jwtSecret, RESEND_API_KEY: 're_key', MAIL_FROM: 'site@example.com' }
  const ctx = accountContext(world, { memory: createMemory(), fetch, variables })
  await requestPasswordReset(ctx, { email })
  await ctx.background()
  const token = /reset\?token=([0-9a-f]{64})/.exec(text)?.[1] ?? ''
  const passwords = many.map((index) => `new-password-${index}`)
  const taken = await Promise.all(
    passwords.map((new_password) => codeOf(resetPassword(ctx, { token, new_password }))),
  )
  expect(taken.filter((code) => code === 'ok')).toHaveLength(1)
  expect(taken.filter((code) => code === 'reset_token_invalid')).toHaveLength(7)
  const right = passwords[taken.indexOf('ok')] ?? ''
  expect(await codeOf(tokenOf(world, email, right))).toBe('ok')
})

it('is set up by one of several, and the others leave no account', async () => {
  const world = new SimKv()
  const memory = createMemory()
  const emails = many.map((index) => `admin${index}@example.com`)
  const codes = await Promise.all(
    emails.map((one) =>
      codeOf(
        initialize(accountContext(world, { memory }), {
          jwt_secret: jwtSecret,
          email: one,
          password: 'admin123456',
        }),
      ),
    ),
  )
  expect(codes.filter((code) => code === 'ok')).toHaveLength(1)
  expect(codes.filter((code) => code === 'already_initialized')).toHaveLength(7)
  const kv = accountContext(world).kv
  const accounts = await Promise.all(emails.map((one) => readUserFacts(kv, userKey(one))))
  expect(accounts.map(({ state }) => state !== undefined)).toEqual(codes.map((code) => code === 'ok'))
})
