import { readU32Le, writeU32Be } from './bytes.ts'

/** v0..v3 as (low, high) pairs of u32: BigInt would cost hundreds of times more. */
type State = Int32Array

// "somepseudorandomlygeneratedbytes" xor key (0, 0)
const initialState = [
  0x70736575, 0x736f6d65, 0x6e646f6d, 0x646f7261, 0x6e657261, 0x6c796765, 0x79746573, 0x74656462,
]

/**
 * SipHash-1-3 with an all-zero key and 64-bit output, as Rust's `DefaultHasher` computes it over raw bytes.
 * Returns the hash as 8 bytes, big-endian. Protocol, section 2.3.
 */
export function sipHash13(data: Uint8Array): Uint8Array {
  const v = Int32Array.from(initialState)
  const tail = data.length & ~7
  for (let at = 0; at < tail; at += 8) absorb(v, readU32Le(data, at), readU32Le(data, at + 4))
  absorb(v, ...lastWord(data, tail))

  v[4] = (v[4] ?? 0) ^ 0xff
  round(v)
  round(v)
  round(v)
  const out = new Uint8Array(8)
  writeU32Be(out, 0, (v[1] ?? 0) ^ (v[3] ?? 0) ^ (v[5] ?? 0) ^ (v[7] ?? 0))
  writeU32Be(out, 4, (v[0] ?? 0) ^ (v[2] ?? 0) ^ (v[4] ?? 0) ^ (v[6] ?? 0))
  return out
}

/** The remaining 0 to 7 bytes, and the length mod 256 in the top byte. */
function lastWord(data: Uint8Array, tail: number): [low: number, high: number] {
  const rest = new Uint8Array(8)
  rest.set(data.subarray(tail))
  rest[7] = data.length
  return [readU32Le(rest, 0), readU32Le(rest, 4)]
}

function absorb(v: State, low: number, high: number): void {
  v[6] = (v[6] ?? 0) ^ low
  v[7] = (v[7] ?? 0) ^ high
  round(v)
  v[0] = (v[0] ?? 0) ^ low
  v[1] = (v[1] ?? 0) ^ high
}

/** One SipRound on locals; `| 0` keeps every word an int32. */
function round(v: State): void {
  let [v0l = 0, v0h = 0, v1l = 0, v1h = 0, v2l = 0, v2h = 0, v3l = 0, v3h = 0] = v
  let low: number
  let high: number

  low = (v0l >>> 0) + (v1l >>> 0)
  v0h = (v0h + v1h + (low > 0xffffffff ? 1 : 0)) | 0
  v0l = low | 0
  high = (v1h << 13) | (v1l >>> 19)
  v1l = ((v1l << 13) | (v1h >>> 19)) ^ v0l
  v1h = high ^ v0h
  high = v0l
  v0l = v0h
  v0h = high

  low = (v2l >>> 0) + (v3l >>> 0)
  v2h = (v2h + v3h + (low > 0xffffffff ? 1 : 0)) | 0
  v2l = low | 0
  high = (v3h << 16) | (v3l >>> 16)
  v3l = ((v3l << 16) | (v3h >>> 16)) ^ v2l
  v3h = high ^ v2h

  low = (v0l >>> 0) + (v3l >>> 0)
  v0h = (v0h + v3h + (low > 0xffffffff ? 1 : 0)) | 0
  v0l = low | 0
  high = (v3h << 21) | (v3l >>> 11)
  v3l = ((v3l << 21) | (v3h >>> 11)) ^ v0l
  v3h = high ^ v0h

  low = (v2l >>> 0) + (v1l >>> 0)
  v2h = (v2h + v1h + (low > 0xffffffff ? 1 : 0)) | 0
  v2l = low | 0
  high = (v1h << 17) | (v1l >>> 15)
  v1l = ((v1l << 17) | (v1h >>> 15)) ^ v2l
  v1h = high ^ v2h
  high = v2l
  v2l = v2h
  v2h = high

  v[0] = v0l
  v[1] = v0h
  v[2] = v1l
  v[3] = v1h
  v[4] = v2l
  v[5] = v2h
  v[6] = v3l
  v[7] = v3h
}
