import { describe, expect, it } from 'vitest'
import { authenticateApiKey } from '../../../../src/services/api-keys/authenticate-key.ts'
import { createApiKey, removeApiKey } from '../../../../src/services/own-keys/manage-keys.ts'
import type { Caller } from '../../../../src/services/context/context.ts'
import { userKey } from '../../../../src/store/kv/keys.ts'
import { accountContext, addUser, codeOf, initializedWorld } from '../../../support/accounts.ts'
import { seededRandom } from '../../../support/kv/random.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const email = 'owner@example.com'
const caller: Caller = { email, userKey: userKey(email), role: 'user' }
const random = seededRandom(5)

async function worldOf(delayMs: number): Promise<SimKv> {
  const world = await initializedWorld(new SimKv({ places: 2, delayMs: () => delayMs }))
  await addUser(world, email)
  world.settle()
  return world
}

async function make(world: SimKv): Promise<{ id: string; key: string }> {
  const made = await createApiKey(accountContext(world, { caller, random }), { name: 'launcher' })
  return { id: made.api_key.id, key: made.key }
}

describe('a key that is shown', () => {
  it('ends everywhere within 60 s after it is revoked, where it was revoked at once', async () => {
    const world = await worldOf(60_000)
    const { id, key } = await make(world)
    world.settle()
    const shown = (place: number) => codeOf(authenticateApiKey(accountContext(world, { place }), key))
    expect([await shown(0), await shown(1)]).toEqual(['ok', 'ok'])
    await removeApiKey(accountContext(world, { caller }), { id })
    expect([await shown(0), await shown(1)]).toEqual(['api_key_invalid', 'ok'])
    world.nowMs += 60_000
    expect([await shown(0), await shown(1)]).toEqual(['api_key_invalid', 'api_key_invalid'])
  })

  it('costs the same reads, known beginning or not, as long as it is wrong', async () => {
    const world = await worldOf(0)
    const { id, key } = await make(world)
    const work = async (text: string): Promise<unknown> => {
      const ctx = accountContext(world)
      const code = await codeOf(authenticateApiKey(ctx, text))
      return [code, ctx.kv.operations]
    }
    const unknown = await work(`etk_zzzzzzzz_${'0'.repeat(32)}`)
    expect(await work(`etk_${id}_${'0'.repeat(32)}`)).toEqual(unknown)
    expect((await work(key)) as unknown[]).toMatchObject(['ok', expect.anything()])
  })

  it('is nowhere in the store', async () => {
    const world = await worldOf(0)
    const { key } = await make(world)
    const secret = key.split('_').at(-1) ?? ''
    for (const [name, value] of world.dump()) expect(`${name} ${value}`).not.toContain(secret)
  })

  it('is made only by who has shown the second factor lately, where there is one', async () => {
    const world = await worldOf(0)
    const session = { userKey: caller.userKey, passwordId: '', version: 0, id: 'a', proofMs: 0 }
    const held: Caller = { ...caller, hasTotp: true, session: { ...session, expiresAtMs: Infinity } }
    const add = (who: Caller) => createApiKey(accountContext(world, { caller: who, random }), { name: 'x' })
    expect(await codeOf(add(held))).toBe('step_up_required')
    const proven = { ...session, proofMs: world.nowMs, expiresAtMs: Infinity }
    expect(await codeOf(add({ ...held, session: proven }))).toBe('ok')
  })
})
