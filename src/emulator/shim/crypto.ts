import { edgeLimits } from '../limits.ts'
import { isSwitched } from './scope.ts'

const algorithms = new Set(
  [
    'HMAC',
    'AES-CBC',
    'AES-CTR',
    'AES-GCM',
    'RSA-OAEP',
    'RSASSA-PKCS1-V1_5',
    'RSA-PSS',
    'ECDSA',
    'ECDH',
    'HKDF',
  ].concat('PBKDF2', ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512', 'MD5']),
)

function nameOf(algorithm: unknown): string {
  const name =
    typeof algorithm === 'object' && algorithm !== null && 'name' in algorithm ? algorithm.name : algorithm
  return String(name).toUpperCase()
}

function refuse(what: string): never {
  throw new DOMException(`${what} is not supported on EdgeOne`, 'NotSupportedError')
}

function checkAlgorithm(algorithm: unknown): void {
  if (nameOf(algorithm) === 'PBKDF2' && isSwitched('no_pbkdf2')) refuse('PBKDF2')
  if (nameOf(algorithm) === 'HMAC' && isSwitched('no_hmac')) refuse('HMAC')
  if (!algorithms.has(nameOf(algorithm))) refuse(nameOf(algorithm))
}

function checkDerivation(algorithm: unknown): void {
  checkAlgorithm(algorithm)
  if (nameOf(algorithm) !== 'PBKDF2') return
  const { iterations, salt } = algorithm as Pbkdf2Params
  if (iterations < edgeLimits.pbkdf2IterationsMin || iterations >= edgeLimits.pbkdf2IterationsEnd) {
    refuse(`PBKDF2 with ${iterations} iterations`)
  }
  if (salt.byteLength >= edgeLimits.pbkdf2SaltBytesEnd)
    refuse(`PBKDF2 with a salt of ${salt.byteLength} bytes`)
}

function bytesOf(data: unknown): number {
  return data instanceof ArrayBuffer || ArrayBuffer.isView(data) ? data.byteLength : 0
}

function checkCipher(algorithm: unknown, _key: unknown, data: unknown): void {
  checkAlgorithm(algorithm)
  const bytes = bytesOf(data)
  if (nameOf(algorithm) === 'AES-GCM' && bytes > edgeLimits.aesGcmBytesMax)
    refuse(`AES-GCM over ${bytes} bytes`)
}

/** Called with a method's arguments; throws when EdgeOne would. JWK is refused: raw, spki and pkcs8 work everywhere. */
const checks: Record<string, (...args: unknown[]) => void> = {
  digest: (algorithm) => checkAlgorithm(algorithm),
  sign: (algorithm, _key, data) => {
    checkAlgorithm(algorithm)
    if (bytesOf(data) === 0 && isSwitched('no_hmac_of_nothing')) refuse('a signature of nothing')
  },
  verify: (algorithm) => checkAlgorithm(algorithm),
  encrypt: checkCipher,
  decrypt: checkCipher,
  generateKey: (algorithm) => checkAlgorithm(algorithm),
  deriveBits: (algorithm) => checkDerivation(algorithm),
  deriveKey: (algorithm) => checkDerivation(algorithm),
  exportKey: (format) => {
    if (format === 'jwk') refuse('JWK')
  },
  importKey: (format, _data, algorithm) => {
    if (format === 'jwk') refuse('JWK')
    checkAlgorithm(algorithm)
  },
  wrapKey: () => refuse('wrapKey'),
  unwrapKey: () => refuse('unwrapKey'),
}

/** Narrows Web Crypto to what EdgeOne documents. */
export function limitCrypto(): void {
  const methods = SubtleCrypto.prototype as unknown as Record<
    string,
    (...args: unknown[]) => Promise<unknown>
  >
  for (const [name, check] of Object.entries(checks)) {
    const native = methods[name]
    if (!native) throw new Error(`crypto.subtle.${name} is missing`)
    methods[name] = async function (this: SubtleCrypto, ...args: unknown[]) {
      check(...args)
      return native.apply(this, args)
    }
  }
  Reflect.deleteProperty(methods, 'timingSafeEqual')
  Reflect.deleteProperty(Object.getPrototypeOf(crypto), 'DigestStream')
}
