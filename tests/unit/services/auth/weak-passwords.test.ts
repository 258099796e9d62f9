import { describe, expect, it } from 'vitest'
import { isCommonPassword } from '../../../../src/auth/common-passwords.ts'
import { changePassword } from '../../../../src/services/auth/change-password.ts'
import { register } from '../../../../src/services/auth/register.ts'
import { requireStrongPassword } from '../../../../src/services/auth/strong-password.ts'
import { checkInit } from '../../../../src/services/system/check-init.ts'
import { initialize } from '../../../../src/services/system/initialize.ts'
import { updateSettings } from '../../../../src/services/system/update-settings.ts'
import {
  accountContext,
  addUser,
  adminPassword,
  asAdmin,
  codeOf,
  initializedWorld,
  jwtSecret,
  signedIn,
} from '../../../support/accounts.ts'
import { seededRandom } from '../../../support/kv/random.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const email = 'owner.of.it@example.com'
const weak = [
  '123456',
  'password',
  'PassWord',
  'qwerty',
  '111111',
  'iloveyou',
  email,
  'owner.of.it',
  'Owner.Of.It',
  'EasyTier',
  'easy-tier_2026!',
  '      ',
  '\0\0\0\0\0\0',
  'aaaaaaaaaaaaaaa',
  'ababababab',
]

describe('passwords that are guessed first', () => {
  it.each(weak)('%s is refused wherever one is set', async (password) => {
    const world = await initializedWorld()
    expect(await codeOf(register(accountContext(world), { email, password }))).toBe('password_weak')
    await addUser(world, email)
    const ctx = await signedIn(world, email)
    const change = { old_password: 'password123', new_password: password }
    expect(await codeOf(changePassword(ctx, change))).toBe('password_weak')
    const body = { jwt_secret: jwtSecret, email, password }
    expect(await codeOf(initialize(accountContext(new SimKv()), body))).toBe('password_weak')
  })

  it('others pass, the contract’s examples among them', () => {
    for (const password of ['password123', 'admin123456', 'correct horse', '密码密码密码']) {
      expect(isCommonPassword(password)).toBe(false)
    }
    for (const password of ['easytier of ours', 'easy2tiers']) {
      expect(() => requireStrongPassword(password, email, 'password')).not.toThrow()
    }
    const random = seededRandom(9)
    const others = Array.from({ length: 20_000 }, () => random().toString(36).slice(2, 14))
    expect(others.filter(isCommonPassword).length).toBeLessThan(15)
  })
})

describe('what check-init warns of', () => {
  const strong = 'kD83hfn2Lq0vXz7Rb1MtYs5WcPo6GaUe'
  const warningsOf = async (variables: { JWT_SECRET: string; PUBLIC_ORIGIN?: string }) =>
    (await checkInit(accountContext(await initializedWorld(), { variables }))).warnings

  it('a secret that is short or has no variety', async () => {
    const PUBLIC_ORIGIN = 'https://nodes.example'
    expect(await warningsOf({ JWT_SECRET: strong, PUBLIC_ORIGIN })).toEqual([])
    for (const JWT_SECRET of ['a'.repeat(16), 'a'.repeat(64), strong.slice(0, 31), 'ab12'.repeat(10)]) {
      expect(await warningsOf({ JWT_SECRET, PUBLIC_ORIGIN })).toEqual(['jwt_secret_weak'])
    }
  })

  it('an origin that is none, and that the site has none', async () => {
    for (const PUBLIC_ORIGIN of [
      'nodes.example',
      'ftp://nodes.example',
      'https://nodes.example/path',
      'https://',
    ]) {
      expect(await warningsOf({ JWT_SECRET: strong, PUBLIC_ORIGIN })).toEqual([
        'public_origin_invalid',
        'origin_unset',
      ])
    }
    expect(await warningsOf({ JWT_SECRET: strong })).toEqual(['origin_unset'])
    for (const PUBLIC_ORIGIN of [
      'https://nodes.example/',
      'http://127.0.0.1:8788',
      'https://[2001:db8::1]:8443',
    ]) {
      expect(await warningsOf({ JWT_SECRET: strong, PUBLIC_ORIGIN })).toEqual([])
    }
    const world = await initializedWorld()
    await updateSettings(await asAdmin(world), { site_url: 'https://site.example', password: adminPassword })
    expect((await checkInit(accountContext(world, { variables: { JWT_SECRET: strong } }))).warnings).toEqual(
      [],
    )
  })
})
