/**
 * The primitives the protocol needs, all synchronous. No call changes its arguments. Sealed bytes are ciphertext
 * followed by the 16-byte tag; nonces are 12 bytes. `open` answers null where the tag does not fit.
 */
export interface CryptoPort {
  randomBytes(length: number): Uint8Array
  sha256(data: Uint8Array): Uint8Array
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array
  /** RFC 5869, extract and expand */
  hkdfSha256(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array
  /** AES-128-GCM for a key of 16 bytes, AES-256-GCM for one of 32; no additional data */
  aesGcmSeal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array
  aesGcmOpen(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array | null
  chaCha20Poly1305Seal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array
  chaCha20Poly1305Open(
    key: Uint8Array,
    nonce: Uint8Array,
    sealed: Uint8Array,
    aad: Uint8Array,
  ): Uint8Array | null
  x25519PublicKey(privateKey: Uint8Array): Uint8Array
  /** null where the shared secret is all zero (a point of low order) or the key is not 32 bytes */
  x25519SharedSecret(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array | null
}
