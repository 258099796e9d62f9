import { base64url } from 'jose'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { decodeBase64Url } from './base64url.ts'
import type { Secrets } from './secrets.ts'

/** AES-256-GCM with a nonce of 96 random bits (NIST SP 800-38D), stored as `1.<base64url of nonce and ciphertext>`. */
const version = '1.'
const nonceBytes = 12

function importKey(secrets: Secrets): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', new Uint8Array(secrets.sealingKey), 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ])
}

function options(nonce: Uint8Array<ArrayBuffer>, context: string): AesGcmParams {
  return {
    name: 'AES-GCM',
    iv: nonce,
    additionalData: new Uint8Array(utf8ToBytes(context)),
  }
}

/**
 * Encrypts a text. `context` names where it is kept (such as `node:<id>`): a sealed text copied elsewhere does not open.
 */
export async function seal(secrets: Secrets, context: string, text: string): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes))
  const plain = new Uint8Array(utf8ToBytes(text))
  const box = await crypto.subtle.encrypt(options(nonce, context), await importKey(secrets), plain)
  const bytes = new Uint8Array(nonceBytes + box.byteLength)
  bytes.set(nonce)
  bytes.set(new Uint8Array(box), nonceBytes)
  return version + base64url.encode(bytes)
}

/** Opens what `seal` made; undefined when it was made elsewhere, with another secret, or was changed. */
export async function unseal(secrets: Secrets, context: string, sealed: string): Promise<string | undefined> {
  const bytes = sealed.startsWith(version) ? decodeBase64Url(sealed.slice(version.length)) : undefined
  if (bytes === undefined || bytes.length <= nonceBytes) return undefined
  const key = await importKey(secrets)
  try {
    const nonce = bytes.slice(0, nonceBytes)
    const plain = await crypto.subtle.decrypt(options(nonce, context), key, bytes.slice(nonceBytes))
    return new TextDecoder().decode(plain)
  } catch (error) {
    // WebCrypto tells a failed authentication tag only by this name.
    if (error instanceof Error && error.name === 'OperationError') return undefined
    throw error
  }
}
