import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  randomBytes,
  type CipherGCMTypes,
} from 'node:crypto'
import type { CryptoPort } from '../../src/easytier/crypto-port.ts'

const pkcs8X25519 = Buffer.from('302e020100300506032b656e04220420', 'hex')
const spkiX25519 = Buffer.from('302a300506032b656e032100', 'hex')

type AeadName = CipherGCMTypes | 'chacha20-poly1305'

function seal(name: AeadName, key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array) {
  const cipher = createCipheriv(name as CipherGCMTypes, key, nonce, { authTagLength: 16 })
  cipher.setAAD(aad)
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

function open(name: AeadName, key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, aad: Uint8Array) {
  const decipher = createDecipheriv(name as CipherGCMTypes, key, nonce, { authTagLength: 16 })
  decipher.setAAD(aad)
  decipher.setAuthTag(sealed.subarray(sealed.length - 16))
  const plaintext = decipher.update(sealed.subarray(0, sealed.length - 16))
  try {
    decipher.final()
    return plaintext
  } catch {
    return null
  }
}

function gcmName(key: Uint8Array): AeadName {
  return key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm'
}
const none = new Uint8Array(0)
function privateKeyOf(raw: Uint8Array) {
  return createPrivateKey({ key: Buffer.concat([pkcs8X25519, raw]), format: 'der', type: 'pkcs8' })
}
function publicKeyOf(raw: Uint8Array) {
  return createPublicKey({ key: Buffer.concat([spkiX25519, raw]), format: 'der', type: 'spki' })
}

/** The port on node:crypto, for tests; `random` replaces the random source. */
export function testCrypto(random: (length: number) => Uint8Array = randomBytes): CryptoPort {
  return {
    randomBytes: random,
    sha256: (data) => createHash('sha256').update(data).digest(),
    hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
    hkdfSha256: (ikm, salt, info, length) => new Uint8Array(hkdfSync('sha256', ikm, salt, info, length)),
    aesGcmSeal: (key, nonce, plaintext) => seal(gcmName(key), key, nonce, plaintext, none),
    aesGcmOpen: (key, nonce, sealed) => open(gcmName(key), key, nonce, sealed, none),
    chaCha20Poly1305Seal: (key, nonce, plaintext, aad) =>
      seal('chacha20-poly1305', key, nonce, plaintext, aad),
    chaCha20Poly1305Open: (key, nonce, sealed, aad) => open('chacha20-poly1305', key, nonce, sealed, aad),
    x25519PublicKey: (raw) =>
      createPublicKey(privateKeyOf(raw)).export({ format: 'der', type: 'spki' }).subarray(-32),
    x25519SharedSecret: (privateKey, publicKey) => {
      if (publicKey.length !== 32) return null
      try {
        return diffieHellman({ privateKey: privateKeyOf(privateKey), publicKey: publicKeyOf(publicKey) })
      } catch {
        return null
      }
    },
  }
}

/** A random source that gives out prepared bytes, and fails once they are used up or asked for in other lengths. */
export function preparedRandom(...parts: readonly Uint8Array[]): (length: number) => Uint8Array {
  const queue = [...parts]
  return (length) => {
    const part = queue.shift()
    if (part?.length !== length) throw new Error(`no prepared random of ${length} bytes`)
    return part
  }
}
