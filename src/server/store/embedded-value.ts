import { crc32 } from 'node:zlib'
import { StoreDamaged } from './errors.ts'

const sumBytes = 4

/** The sum covers the key, too: a value that turns up under another key is damage. */
function sum(key: Uint8Array, text: Uint8Array): number {
  return crc32(text, crc32(key))
}

/** CRC-32 of key and value (4 bytes, little-endian), then the value in UTF-8. */
export function encodeValue(key: string, value: string): Buffer {
  const bytes = Buffer.allocUnsafe(sumBytes + Buffer.byteLength(value))
  bytes.write(value, sumBytes)
  bytes.writeUInt32LE(sum(Buffer.from(key, 'latin1'), bytes.subarray(sumBytes)), 0)
  return bytes
}

/** True for bytes that were written under this key. */
export function isWhole(key: Buffer, bytes: Buffer): boolean {
  return bytes.length >= sumBytes && bytes.readUInt32LE(0) === sum(key, bytes.subarray(sumBytes))
}

/** The value; throws `StoreDamaged` when it is not the one that was written under this key. */
export function decodeValue(key: string, bytes: Buffer): string {
  if (!isWhole(Buffer.from(key, 'latin1'), bytes)) {
    throw new StoreDamaged(`the value of ${key.slice(0, 80)} does not match its checksum`)
  }
  return bytes.toString('utf8', sumBytes)
}
