import { concatBytes, equalBytes, readU32Le, writeU32Le } from './bytes.ts'

/** What stands in front of every datagram: conn_id u32 LE, type u8, 0, length of the body u16 LE. UDP, section Wire. */
export const datagramHeaderBytes = 8

/** Syn and Sack carry eight bytes that the other side echoes. */
export const magicBytes = 8

/** Largest datagram there is, header included (RFC 768 over IPv4). */
export const datagramBytesMax = 65_507

const DatagramType = { syn: 1, sack: 2, data: 3 } as const

/** Asks for a session. `connId` is a u32 that whoever dials chooses, `magic` eight random bytes. */
export function encodeSyn(connId: number, magic: Uint8Array): Uint8Array {
  return encodeDatagram(connId, DatagramType.syn, magic)
}

/** One frame of a session. */
export function encodeData(connId: number, frame: Uint8Array): Uint8Array {
  return encodeDatagram(connId, DatagramType.data, frame)
}

/** True for the answer to that very Syn, and for nothing else. */
export function isSackOf(datagram: Uint8Array, connId: number, magic: Uint8Array): boolean {
  const body = bodyOf(datagram, connId, DatagramType.sack)
  return body !== null && equalBytes(body, magic)
}

/**
 * The frame of a Data datagram of that session; null for everything else: other sessions, other types, a length
 * that does not fit. The byte after the type is no part of the format: nodes leave anything in it (seen).
 */
export function frameOfData(datagram: Uint8Array, connId: number): Uint8Array | null {
  return bodyOf(datagram, connId, DatagramType.data)
}

function encodeDatagram(connId: number, type: number, body: Uint8Array): Uint8Array {
  const header = new Uint8Array(datagramHeaderBytes)
  writeU32Le(header, 0, connId)
  header[4] = type
  header[6] = body.length
  header[7] = body.length >>> 8
  return concatBytes(header, body)
}

function bodyOf(datagram: Uint8Array, connId: number, type: number): Uint8Array | null {
  const length = (datagram[6] ?? 0) | ((datagram[7] ?? 0) << 8)
  const isWhole = datagram.length >= datagramHeaderBytes && length === datagram.length - datagramHeaderBytes
  if (!isWhole || datagram[4] !== type || readU32Le(datagram, 0) !== connId) return null
  return datagram.subarray(datagramHeaderBytes)
}
