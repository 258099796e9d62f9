import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { pbkdf2Sync, scryptSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  choosePolicy,
  hashPassword,
  isOutdated,
  makeSalt,
  pendingSalt,
  verifyPassword,
  wrapDigest,
  type PasswordPolicy,
} from '../../../src/auth/passwords.ts'
import { deriveSecrets, type Secrets } from '../../../src/auth/secrets.ts'

function secretsOf(text: string): Secrets {
  const secrets = deriveSecrets(text)
  if (secrets === undefined) throw new Error('too short')
  return secrets
}
const secrets = secretsOf('0123456789abcdef')
const scrypt = choosePolicy(undefined)
const pbkdf2 = choosePolicy('pbkdf2')
function peppered(password: string): Uint8Array {
  return hmac(sha256, secrets.pepper, new TextEncoder().encode(password))
}
function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '')
}

describe('choosePolicy', () => {
  it('knows scrypt and pbkdf2, each call below 100 000 iterations', () => {
    expect(choosePolicy('scrypt')).toEqual({ scheme: 'scrypt', ln: 14 })
    expect(choosePolicy('argon2')).toEqual(scrypt)
    expect(pbkdf2).toMatchObject({ scheme: 'pbkdf2' })
    expect(pbkdf2.scheme === 'pbkdf2' && pbkdf2.iterations).toBeLessThan(100_000)
  })
})

describe('hashPassword', () => {
  it('is scrypt with N = 2^14, r = 8, p = 1 of the peppered password', async () => {
    const salt = makeSalt()
    const expected = scryptSync(peppered('密码123'), salt, 32, { N: 2 ** 14, r: 8, p: 1, maxmem: 2 ** 26 })
    expect(await hashPassword(secrets, scrypt, '密码123', salt)).toBe(
      `$scrypt$ln=14,r=8,p=1$${base64(salt)}$${base64(expected)}`,
    )
  })

  it('is a chain of PBKDF2-HMAC-SHA-256 where asked', async () => {
    const salt = makeSalt()
    let expected = Buffer.from(peppered('password'))
    for (let call = 0; call < 3; call += 1) expected = pbkdf2Sync(expected, salt, 99_000, 32, 'sha256')
    expect(await hashPassword(secrets, pbkdf2, 'password', salt)).toBe(
      `$pbkdf2-sha256$i=99000,c=3$${base64(salt)}$${base64(expected)}`,
    )
  })
})

describe('wrapDigest', () => {
  const cheap: PasswordPolicy = { scheme: 'scrypt', ln: 2 }
  const digest = sha256(new TextEncoder().encode('old 密码'))

  it('is the hash of the digest in hex under a name of its own, and no plain SHA-256', async () => {
    const salt = makeSalt()
    const expected = scryptSync(peppered(Buffer.from(digest).toString('hex')), salt, 32, { N: 4, r: 8, p: 1 })
    expect(await wrapDigest(secrets, cheap, digest, salt)).toBe(
      `$sha256-scrypt$ln=2,r=8,p=1$${base64(salt)}$${base64(expected)}`,
    )
  })

  it.each([cheap, { scheme: 'pbkdf2', iterations: 10, calls: 2 } as const])(
    'is verified by the password alone, and always outdated: $scheme',
    async (policy) => {
      const phc = await wrapDigest(secrets, policy, digest, makeSalt())
      expect(await verifyPassword(secrets, 'old 密码', phc)).toBe(true)
      expect(await verifyPassword(secrets, 'old 密码 ', phc)).toBe(false)
      // Whoever has the old database has the digest: it is no password.
      expect(await verifyPassword(secrets, Buffer.from(digest).toString('hex'), phc)).toBe(false)
      expect(await verifyPassword(secrets, Buffer.from(digest).toString('base64'), phc)).toBe(false)
      expect(isOutdated(phc, policy)).toBe(true)
    },
  )
})

describe('verifyPassword', () => {
  it.each([
    ['scrypt', scrypt],
    ['pbkdf2', pbkdf2],
  ] satisfies [string, PasswordPolicy][])('%s: takes the right password alone', async (_name, policy) => {
    const phc = await hashPassword(secrets, policy, 'password', makeSalt())
    expect(await verifyPassword(secrets, 'password', phc)).toBe(true)
    expect(await verifyPassword(secrets, 'Password', phc)).toBe(false)
    expect(await verifyPassword(secrets, '', phc)).toBe(false)
    expect(await verifyPassword(secretsOf('another secret of it'), 'password', phc)).toBe(false)
  })

  it('refuses strings of no scheme and costs that no policy has', async () => {
    const phc = await hashPassword(secrets, { scheme: 'scrypt', ln: 4 }, 'password', makeSalt())
    expect(await verifyPassword(secrets, 'password', phc)).toBe(true)
    const broken = [
      '',
      'password',
      '$scrypt$',
      phc.slice(0, -1),
      `${phc}A`,
      phc.replace('ln=4', 'ln=31'),
      phc.replace('ln=4', 'ln=0'),
      phc.replace('scrypt', 'argon2id'),
      phc.replace('scrypt$ln=4,r=8,p=1', 'pbkdf2-sha256$i=99999,c=9'),
      phc.replace('scrypt$ln=4,r=8,p=1', 'pbkdf2-sha256$i=0,c=1'),
    ]
    for (const text of broken) expect(await verifyPassword(secrets, 'password', text)).toBe(false)
  })
})

describe('isOutdated', () => {
  it('is true for another scheme or cost', async () => {
    const phc = await hashPassword(secrets, { scheme: 'scrypt', ln: 4 }, 'password', makeSalt())
    expect(isOutdated(phc, { scheme: 'scrypt', ln: 4 })).toBe(false)
    expect(isOutdated(phc, { scheme: 'scrypt', ln: 5 })).toBe(true)
    expect(isOutdated(phc, pbkdf2)).toBe(true)
  })
})

describe('pendingSalt', () => {
  it('is fixed for a user, other for other users and other secrets', () => {
    expect(pendingSalt(secrets, 'u1')).toEqual(pendingSalt(secrets, 'u1'))
    expect(pendingSalt(secrets, 'u1')).toHaveLength(16)
    expect(pendingSalt(secrets, 'u2')).not.toEqual(pendingSalt(secrets, 'u1'))
    expect(pendingSalt(secretsOf('another secret of it'), 'u1')).not.toEqual(pendingSalt(secrets, 'u1'))
  })
})
