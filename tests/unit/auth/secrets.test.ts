import { describe, expect, it } from 'vitest'
import { decodeBase64Url } from '../../../src/auth/base64url.ts'
import { base64url } from 'jose'
import { seal, unseal } from '../../../src/auth/sealing.ts'
import { deriveSecrets, equalBytes, equalHashes, equalSecrets, hashToken } from '../../../src/auth/secrets.ts'

function derived(text: string) {
  const secrets = deriveSecrets(text)
  if (secrets === undefined) throw new Error('too short')
  return secrets
}

describe('deriveSecrets', () => {
  it('refuses an absent or short secret', () => {
    expect(deriveSecrets(undefined)).toBeUndefined()
    expect(deriveSecrets('')).toBeUndefined()
    expect(deriveSecrets('x'.repeat(15))).toBeUndefined()
    expect(deriveSecrets('x'.repeat(16))).toBeDefined()
  })

  it('gives each purpose its own key, the same each time, and another for another secret', () => {
    const keys = Object.values(derived('0123456789abcdef')).map((key) => key.join())
    expect(new Set(keys).size).toBe(keys.length)
    expect(Object.values(derived('0123456789abcdef')).map((key) => key.join())).toEqual(keys)
    for (const key of Object.values(derived('0123456789abcdeg'))) expect(keys).not.toContain(key.join())
  })

  it('never uses the raw secret as a key', () => {
    const raw = new TextEncoder().encode('0123456789abcdef0123456789abcdef')
    for (const key of Object.values(derived('0123456789abcdef0123456789abcdef'))) {
      expect(key.join()).not.toBe(raw.join())
      expect(key).toHaveLength(32)
    }
  })
})

describe('comparison', () => {
  it.each([
    ['same', 'same', true],
    ['', '', true],
    ['same', 'samf', false],
    ['same', 'same ', false],
    ['', 'x', false],
    ['密码', '密码', true],
  ])('%j and %j: %s', (left, right, equal) => {
    expect(equalSecrets(left, right)).toBe(equal)
    expect(equalHashes(left, right)).toBe(equal)
  })

  it('compares bytes', () => {
    expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 2]))).toBe(true)
    expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 3]))).toBe(false)
    expect(equalBytes(new Uint8Array([1]), new Uint8Array([1, 0]))).toBe(false)
  })

  it('hashes tokens by SHA-256 (FIPS 180-4, "abc")', () => {
    expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})

describe('sealing', () => {
  const secrets = derived('0123456789abcdef')

  it.each(['', 'secret', '密码 🔑', 'x'.repeat(1000)])('opens what it sealed: %j', async (text) => {
    const sealed = await seal(secrets, 'node:1', text)
    if (text.length > 3) expect(sealed).not.toContain(text)
    expect(await unseal(secrets, 'node:1', sealed)).toBe(text)
  })

  it('seals the same text differently each time', async () => {
    expect(await seal(secrets, 'c', 'text')).not.toBe(await seal(secrets, 'c', 'text'))
  })

  it('does not open in another place, with another secret, changed or cut', async () => {
    const sealed = await seal(secrets, 'node:1', 'text')
    expect(await unseal(secrets, 'node:2', sealed)).toBeUndefined()
    expect(await unseal(derived('another secret of it'), 'node:1', sealed)).toBeUndefined()
    const bytes = decodeBase64Url(sealed.slice(2)) ?? new Uint8Array()
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = bytes.slice()
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(await unseal(secrets, 'node:1', `1.${base64url.encode(changed)}`)).toBeUndefined()
    }
    for (const text of ['', '1.', '1.AAAA', '2.AAAA', '1.$$$$', sealed.slice(0, -3), 'plain']) {
      expect(await unseal(secrets, 'node:1', text)).toBeUndefined()
    }
  })
})

describe('base64url', () => {
  it('reads back every length and refuses other alphabets', () => {
    for (let length = 0; length < 70; length += 1) {
      const bytes = crypto.getRandomValues(new Uint8Array(length))
      expect(decodeBase64Url(base64url.encode(bytes))).toEqual(bytes)
    }
    for (const text of ['a', 'ab+/', 'ab==', 'ab cd', 'é']) expect(decodeBase64Url(text)).toBeUndefined()
  })
})
