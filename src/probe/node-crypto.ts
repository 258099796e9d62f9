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
import type { CryptoPort } from '../easytier/crypto-port.ts'

const tagBytes = 16

/** The protocol's primitives by `node:crypto` (OpenSSL). */
export const nodeCrypto: CryptoPort = {
  randomBytes: (length) => new Uint8Array(randomBytes(length)),
  sha256: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
  hmacSha256: (key, data) => new Uint8Array(createHmac('sha256', key).update(data).digest()),
  hkdfSha256: (ikm, salt, info, length) => new Uint8Array(hkdfSync('sha256', ikm, salt, info, length)),

  aesGcmSeal(key, nonce, plaintext) {
    const cipher = createCipheriv(aesName(key), key, nonce)
    return joined(cipher.update(plaintext), cipher.final(), cipher.getAuthTag())
  },
  aesGcmOpen(key, nonce, sealed) {
    if (sealed.length < tagBytes) return null
    const decipher = createDecipheriv(aesName(key), key, nonce)
    decipher.setAuthTag(sealed.subarray(-tagBytes))
    const head = decipher.update(sealed.subarray(0, -tagBytes))
    return opened(head, () => decipher.final())
  },
  chaCha20Poly1305Seal(key, nonce, plaintext, aad) {
    const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: tagBytes })
    cipher.setAAD(aad, { plaintextLength: plaintext.length })
    return joined(cipher.update(plaintext), cipher.final(), cipher.getAuthTag())
  },
  chaCha20Poly1305Open(key, nonce, sealed, aad) {
    if (sealed.length < tagBytes) return null
    const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: tagBytes })
    decipher.setAuthTag(sealed.subarray(-tagBytes))
    decipher.setAAD(aad, { plaintextLength: sealed.length - tagBytes })
    const head = decipher.update(sealed.subarray(0, -tagBytes))
    return opened(head, () => decipher.final())
  },

  x25519PublicKey(privateKey) {
    const der = createPublicKey(privateKeyOf(privateKey)).export({ format: 'der', type: 'spki' })
    return new Uint8Array(der.subarray(-32))
  },
  x25519SharedSecret(privateKey, publicKey) {
    if (publicKey.length !== 32) return null
    const theirs = createPublicKey({
      key: Buffer.concat([spkiPrefix, publicKey]),
      format: 'der',
      type: 'spki',
    })
    try {
      return new Uint8Array(diffieHellman({ privateKey: privateKeyOf(privateKey), publicKey: theirs }))
    } catch {
      // OpenSSL refuses points of low order (RFC 7748, section 6.1)
      return null
    }
  },
}

/** RFC 8410: what stands before the 32 raw bytes of an X25519 key in PKCS #8 and in SubjectPublicKeyInfo. */
const pkcs8Prefix = Buffer.from('302e020100300506032b656e04220420', 'hex')
const spkiPrefix = Buffer.from('302a300506032b656e032100', 'hex')

function privateKeyOf(raw: Uint8Array): ReturnType<typeof createPrivateKey> {
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, raw]), format: 'der', type: 'pkcs8' })
}

function aesName(key: Uint8Array): CipherGCMTypes {
  return key.length === 32 ? 'aes-256-gcm' : 'aes-128-gcm'
}

function joined(...parts: readonly Buffer[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

/** `final` throws exactly when the tag does not fit. */
function opened(head: Buffer, final: () => Buffer): Uint8Array | null {
  try {
    return joined(head, final())
  } catch {
    return null
  }
}
