import { describe, expect, it } from 'vitest'
import { register } from '../../../../src/services/auth/register.ts'
import { requestPasswordReset } from '../../../../src/services/auth/request-password-reset.ts'
import { challenge } from '../../../../src/services/auth/proof.ts'
import { accountContext, codeOf, initializedWorld, type AccountOptions } from '../../../support/accounts.ts'
import { solve } from '../../../support/proof.ts'

const password = 'password-of-user'

async function setup() {
  const world = await initializedWorld()
  let count = 0
  const signUp = (altcha?: string, options: AccountOptions = {}) => {
    count += 1
    const email = `user${count}@example.com`
    return codeOf(register(accountContext(world, options), { email, password, altcha }))
  }
  const reset = (altcha?: string) =>
    codeOf(requestPasswordReset(accountContext(world), { email: 'someone@example.com', altcha }))
  return { world, signUp, reset, solved: () => solve(accountContext(world)) }
}

describe('proof of work', () => {
  it('is asked of an IP from the third registration or reset of a day on', async () => {
    const { world, signUp, reset, solved } = await setup()
    expect([await signUp(), await reset(), await signUp(), await reset()]).toEqual([
      'ok',
      'ok',
      'proof_required',
      'proof_required',
    ])
    expect(await signUp(undefined, { clientIp: '198.51.100.7' })).toBe('ok')
    expect([await signUp(await solved()), await reset(await solved())]).toEqual(['ok', 'ok'])
    world.nowMs += 86_400_000
    expect(await signUp()).toBe('ok')
  })

  it('is work: the number to be found is one of a hundred thousand', async () => {
    const { solved } = await setup()
    const numbers: number[] = []
    for (let count = 0; count < 3; count += 1) {
      const { number } = JSON.parse(atob(await solved())) as { number: number }
      numbers.push(number)
    }
    // All three below a thousand: once in a million.
    expect(Math.max(...numbers)).toBeGreaterThan(1000)
  })

  it('is asked of everybody together where no IP is known', async () => {
    const { signUp } = await setup()
    const nobody = { clientIp: '' }
    expect([
      await signUp(undefined, nobody),
      await signUp('', nobody),
      await signUp(undefined, nobody),
    ]).toEqual(['ok', 'ok', 'proof_required'])
  })

  it('takes each solution once, in time, and of this site alone', async () => {
    const { world, signUp, solved } = await setup()
    const one = await solved()
    expect([await signUp(one), await signUp(one)]).toEqual(['ok', 'proof_invalid'])
    const late = await solved()
    world.nowMs += 600_000
    expect(await signUp(late)).toBe('proof_invalid')
    const other = accountContext(world, { variables: { JWT_SECRET: 'another secret of this test' } })
    expect(await signUp(await solve(other))).toBe('proof_invalid')
    // A later time written into the salt.
    const decoded = JSON.parse(atob(await solved())) as { salt: string }
    const stretched = { ...decoded, salt: decoded.salt.replace(/expires=\d+/, 'expires=9999999999') }
    expect(await signUp(btoa(JSON.stringify(stretched)))).toBe('proof_invalid')
  })

  it.each([
    'x',
    'ü',
    btoa('null'),
    btoa('[]'),
    btoa('{}'),
    btoa(JSON.stringify({ algorithm: 'SHA-256', challenge: 1, number: 'x', salt: {}, signature: null })),
    btoa(
      JSON.stringify({
        algorithm: 'MD5',
        challenge: 'a'.repeat(64),
        number: 1,
        salt: '',
        signature: 'a'.repeat(64),
      }),
    ),
    btoa(
      JSON.stringify({
        algorithm: 'SHA-256',
        challenge: 'a'.repeat(64),
        number: 1e300,
        salt: '?expires=9999999999',
        signature: 'a'.repeat(64),
      }),
    ),
    btoa(
      JSON.stringify({
        algorithm: 'SHA-256',
        challenge: 'a'.repeat(64),
        number: 1,
        salt: '?expires=9999999999',
        signature: 'a'.repeat(64),
      }),
    ),
  ])('refuses %s', async (altcha) => {
    const { signUp } = await setup()
    expect(await signUp(altcha)).toBe('proof_invalid')
  })

  it('a challenge costs no operation', async () => {
    const { world } = await setup()
    const ctx = accountContext(world)
    const made = await challenge(ctx)
    expect(made).toMatchObject({ algorithm: 'SHA-256', maxnumber: 100_000 })
    expect(ctx.kv.operations).toBe(0)
  })
})
