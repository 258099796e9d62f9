import { base64url } from 'jose'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import type { Secrets } from './secrets.ts'

/** The site's own pair of Ed25519 keys (RFC 8032); both texts are base64url. */
export type SiteKey = {
  readonly publicKey: string
  readonly sign: (text: string) => Promise<string>
}

/** PKCS #8 of an Ed25519 seed (RFC 8410 section 7). */
const pkcs8Head = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]

const known = new WeakMap<Secrets, Promise<SiteKey>>()

/** The key of a site, made of JWT_SECRET: the platform's, else, where its WebCrypto has no Ed25519, one in software. */
export function loadSiteKey(secrets: Secrets): Promise<SiteKey> {
  const found = known.get(secrets) ?? makeKey(secrets.snapshotKey)
  known.set(secrets, found)
  return found
}

async function makeKey(seed: Uint8Array): Promise<SiteKey> {
  return (await platformKey(seed)) ?? softwareKey(seed)
}

async function platformKey(seed: Uint8Array): Promise<SiteKey | undefined> {
  const pkcs8 = new Uint8Array([...pkcs8Head, ...seed])
  try {
    const key = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign'])
    // The one form of a private key that names the public one.
    const { x = '' } = await crypto.subtle.exportKey('jwk', key)
    return {
      publicKey: x,
      sign: async (text) => {
        const signature = await crypto.subtle.sign('Ed25519', key, new Uint8Array(utf8ToBytes(text)))
        return base64url.encode(new Uint8Array(signature))
      },
    }
  } catch (error) {
    // Platforms tell an unknown algorithm by different names, but all by an exception of WebCrypto.
    if (error instanceof Error) return undefined
    throw error
  }
}

/** Only the curve is in software; hashing, which grows with the list, stays the platform's. */
async function softwareKey(seed: Uint8Array): Promise<SiteKey> {
  const { getPublicKeyAsync, signAsync } = await import('@noble/ed25519')
  return {
    publicKey: base64url.encode(await getPublicKeyAsync(seed)),
    sign: async (text) => base64url.encode(await signAsync(utf8ToBytes(text), seed)),
  }
}

/** Whether a text was signed by the holder of a public key; false for anything that is no key or signature. */
export async function verifySigned(publicKey: string, text: string, signature: string): Promise<boolean> {
  try {
    const raw = new Uint8Array(base64url.decode(publicKey))
    const key = await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify'])
    const bytes = new Uint8Array(base64url.decode(signature))
    return await crypto.subtle.verify('Ed25519', key, bytes, new Uint8Array(utf8ToBytes(text)))
  } catch (error) {
    if (error instanceof Error) return false
    throw error
  }
}
