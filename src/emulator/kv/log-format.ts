import { crc32 } from 'node:zlib'

/** First bytes of a log file. */
export const logMagic = Buffer.from('ETKVLOG1')

const headBytes = 10
const removed = 0xff_ff_ff_ff

/**
 * One change: CRC-32 of the rest (4 bytes), length of the value or 0xffffffff for a removal (4), length of the
 * name (2), name, value; numbers little-endian.
 */
export function encodeChange(key: string, value: Uint8Array | undefined): Buffer {
  const record = Buffer.allocUnsafe(headBytes + key.length + (value?.byteLength ?? 0))
  record.writeUInt32LE(value?.byteLength ?? removed, 4)
  record.writeUInt16LE(key.length, 8)
  record.write(key, headBytes, 'latin1')
  if (value) record.set(value, headBytes + key.length)
  record.writeUInt32LE(crc32(record.subarray(4)), 0)
  return record
}

/** Replays a log. `goodBytes` is where the first record begins that is cut off or damaged: a crash tears the last one. */
export function decodeLog(log: Buffer): { entries: Map<string, Uint8Array>; goodBytes: number } {
  const entries = new Map<string, Uint8Array>()
  if (!log.subarray(0, logMagic.length).equals(logMagic)) return { entries, goodBytes: 0 }
  let offset = logMagic.length
  while (offset + headBytes <= log.length) {
    const valueLength = log.readUInt32LE(offset + 4)
    const nameEnd = offset + headBytes + log.readUInt16LE(offset + 8)
    const end = nameEnd + (valueLength === removed ? 0 : valueLength)
    if (end > log.length || crc32(log.subarray(offset + 4, end)) !== log.readUInt32LE(offset)) break
    const key = log.toString('latin1', offset + headBytes, nameEnd)
    if (valueLength === removed) entries.delete(key)
    else entries.set(key, new Uint8Array(log.subarray(nameEnd, end)))
    offset = end
  }
  return { entries, goodBytes: offset }
}
