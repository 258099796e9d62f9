import { concatBytes, utf8 } from './bytes.ts'

/** A 64-bit integer as two u32, so that it can be echoed exactly. */
export type U64 = { readonly low: number; readonly high: number }

/** One field of a message. `low`/`high` hold varints and fixed numbers, `bytes` a length-delimited value. */
export type Field = {
  readonly number: number
  readonly kind: 'varint' | 'bytes' | 'fixed32' | 'fixed64'
  readonly low: number
  readonly high: number
  readonly bytes: Uint8Array
}

const noBytes = new Uint8Array(0)
const wireKinds = { 0: 'varint', 1: 'fixed64', 2: 'bytes', 5: 'fixed32' } as const

/**
 * Walks through a message field by field; unknown fields are the caller's to ignore. False if the bytes are no
 * protobuf, or as soon as `onField` says false. Groups are refused: EasyTier's messages have none.
 */
export function readFields(bytes: Uint8Array, onField: (field: Field) => boolean): boolean {
  const reader = new Reader(bytes)
  while (!reader.atEnd()) {
    const field = reader.field()
    if (field === null || !onField(field)) return false
  }
  return true
}

/** Appends the numbers of a repeated uint32, packed or not; false if malformed or longer than `max` in all. */
export function readUint32s(field: Field, into: number[], max: number): boolean {
  if (field.kind === 'varint') {
    into.push(field.low)
    return into.length <= max
  }
  if (field.kind !== 'bytes') return false
  const reader = new Reader(field.bytes)
  while (!reader.atEnd()) {
    const value = reader.varint()
    if (value === null || into.length >= max) return false
    into.push(value.low)
  }
  return true
}

class Reader {
  #at = 0
  readonly #bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  atEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  field(): Field | null {
    const tag = this.varint()
    if (tag === null || tag.high !== 0 || tag.low >>> 3 === 0) return null
    const kind = wireKinds[(tag.low & 7) as keyof typeof wireKinds] ?? null
    if (kind === null) return null
    const number = tag.low >>> 3
    if (kind === 'varint') {
      const value = this.varint()
      return value && { number, kind, ...value, bytes: noBytes }
    }
    const length = kind === 'bytes' ? this.#length() : kind === 'fixed32' ? 4 : 8
    if (length === null || length > this.#bytes.length - this.#at) return null
    const value = this.#bytes.subarray(this.#at, this.#at + length)
    this.#at += length
    return { number, kind, low: 0, high: 0, bytes: value }
  }

  /** At most 10 bytes; bits beyond 64 are dropped, as every protobuf decoder does. */
  varint(): U64 | null {
    let low = 0
    let high = 0
    for (let i = 0; i < 10; i++) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) return null
      const bits = byte & 0x7f
      if (i < 4) low |= bits << (7 * i)
      else if (i === 4) {
        low |= bits << 28
        high |= bits >>> 4
      } else if (i < 9) high |= bits << (7 * i - 32)
      else high |= bits << 31
      if (byte < 0x80) return { low: low >>> 0, high: high >>> 0 }
    }
    return null
  }

  #length(): number | null {
    const value = this.varint()
    return value === null || value.high !== 0 ? null : value.low
  }
}

/** Writes fields in the order of the calls; numbers that are 0 and empty values are left out, as in proto3. */
export class MessageWriter {
  readonly #parts: Uint8Array[] = []

  uint(number: number, value: number): this {
    return this.uint64(number, { low: value >>> 0, high: 0 })
  }

  uint64(number: number, value: U64): this {
    if (value.low === 0 && value.high === 0) return this
    this.#parts.push(tag(number, 0), varint(value))
    return this
  }

  bytes(number: number, value: Uint8Array): this {
    return value.length === 0 ? this : this.message(number, value)
  }

  string(number: number, value: string): this {
    return this.bytes(number, utf8(value))
  }

  /** Like `bytes`, but an empty value is written too. */
  message(number: number, value: Uint8Array): this {
    this.#parts.push(tag(number, 2), varint({ low: value.length, high: 0 }), value)
    return this
  }

  finish(): Uint8Array {
    return concatBytes(...this.#parts)
  }
}

function tag(number: number, wireType: 0 | 2): Uint8Array {
  return varint({ low: ((number << 3) | wireType) >>> 0, high: 0 })
}

function varint(value: U64): Uint8Array {
  const out: number[] = []
  let { low, high } = value
  while (high !== 0 || low > 0x7f) {
    out.push((low & 0x7f) | 0x80)
    low = ((low >>> 7) | (high << 25)) >>> 0
    high >>>= 7
  }
  out.push(low)
  return Uint8Array.from(out)
}
