import { concatBytes, readU32Le, writeU32Le } from './bytes.ts'

/** Protocol, section 1.2; only those that the probe sends or reads. */
export const PacketType = {
  handShake: 2,
  ping: 4,
  pong: 5,
  rpcRequest: 8,
  rpcResponse: 9,
  noiseMessage1: 13,
  noiseMessage2: 14,
  noiseMessage3: 15,
  relayHandshake: 20,
  relayHandshakeAck: 21,
} as const

export const headerBytes = 16
const encryptedFlag = 0x01
const typeOffset = 8

/** A peer-manager packet. `raw` is header and payload as they came. */
export type Frame = {
  readonly from: number
  readonly to: number
  readonly type: number
  readonly encrypted: boolean
  readonly payload: Uint8Array
  readonly raw: Uint8Array
}

export type FrameResult =
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'need-more' }
  | { readonly kind: 'error' }

export type FrameFields = {
  readonly from: number
  readonly to: number
  readonly type: number
  /** what goes on the wire after the header */
  readonly payload: Uint8Array
  /** set where `payload` is sealed: the length it had before (section 1.1) */
  readonly plaintextBytes?: number
}

/** Header and payload, valid on every transport. Protocol, section 1.1. */
export function encodeFrame(fields: FrameFields): Uint8Array {
  const header = new Uint8Array(headerBytes)
  writeU32Le(header, 0, fields.from)
  writeU32Le(header, 4, fields.to)
  header[typeOffset] = fields.type
  header[9] = fields.plaintextBytes === undefined ? 0 : encryptedFlag
  header[10] = 1
  writeU32Le(header, 12, fields.plaintextBytes ?? fields.payload.length)
  return concatBytes(header, fields.payload)
}

/** The same packet with another type: how a ping is answered (section 5). */
export function withPacketType(raw: Uint8Array, type: number): Uint8Array {
  const out = new Uint8Array(raw)
  out[typeOffset] = type
  return out
}

/** `[u32 LE n][frame]`. Protocol, section 1.4. */
export function prefixForTcp(frame: Uint8Array): Uint8Array {
  const prefix = new Uint8Array(4)
  writeU32Le(prefix, 0, frame.length)
  return concatBytes(prefix, frame)
}

/** One whole frame, such as a WebSocket message; never `need-more`. The header's own length is not trusted. */
export function decodeFrame(raw: Uint8Array, frameBytesMax: number): FrameResult {
  if (raw.length < headerBytes || raw.length > frameBytesMax) return { kind: 'error' }
  const frame: Frame = {
    from: readU32Le(raw, 0),
    to: readU32Le(raw, 4),
    type: raw[typeOffset] ?? 0,
    encrypted: ((raw[9] ?? 0) & encryptedFlag) !== 0,
    payload: raw.subarray(headerBytes),
    raw,
  }
  return { kind: 'frame', frame }
}

/** Cuts a tcp stream into frames. After an error it stays in error. */
export class TcpFrameDecoder {
  #buffer = new Uint8Array(512)
  #start = 0
  #end = 0
  #failed = false
  readonly #frameBytesMax: number

  constructor(frameBytesMax: number) {
    this.#frameBytesMax = frameBytesMax
  }

  push(chunk: Uint8Array): void {
    if (this.#failed) return
    if (this.#end + chunk.length > this.#buffer.length) this.#makeRoom(chunk.length)
    this.#buffer.set(chunk, this.#end)
    this.#end += chunk.length
  }

  /** The next frame, copied out of the buffer. */
  next(): FrameResult {
    const held = this.#end - this.#start
    if (this.#failed) return { kind: 'error' }
    if (held < 4) return { kind: 'need-more' }
    const length = readU32Le(this.#buffer, this.#start)
    if (length < headerBytes || length > this.#frameBytesMax) {
      this.#failed = true
      this.#buffer = new Uint8Array(0)
      return { kind: 'error' }
    }
    if (held < 4 + length) return { kind: 'need-more' }
    const from = this.#start + 4
    this.#start = from + length
    return decodeFrame(this.#buffer.slice(from, this.#start), this.#frameBytesMax)
  }

  #makeRoom(chunkBytes: number): void {
    const held = this.#buffer.subarray(this.#start, this.#end)
    const needed = held.length + chunkBytes
    const roomy = 2 * needed > this.#buffer.length ? new Uint8Array(2 * needed) : this.#buffer
    roomy.set(held)
    this.#buffer = roomy
    this.#end = held.length
    this.#start = 0
  }
}
