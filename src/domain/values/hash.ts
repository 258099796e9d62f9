/**
 * 53-bit hash of a text, not cryptographic, well mixed (two 32-bit multiply-xor lanes with murmur3's finaliser).
 * The same text and seed hash alike everywhere and for ever: rendezvous choices and ETags are made of it.
 */
export function hash53(text: string, seed = 0): number {
  return finish(mix({ high: 0xdeadbeef ^ seed, low: 0x41c6ce57 ^ seed }, text))
}

type Lanes = { readonly high: number; readonly low: number }

function mix(lanes: Lanes, text: string): Lanes {
  let { high, low } = lanes
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 2_654_435_761)
    low = Math.imul(low ^ unit, 1_597_334_677)
  }
  return { high, low }
}

function finish(lanes: Lanes): number {
  let { high, low } = lanes
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909)
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909)
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0)
}

/** The hash as a number in (0, 1). */
export function hashUnit(text: string): number {
  return hashUnits('')(text)
}

/** `hashUnit` of texts that begin alike, of which the beginning is hashed once. */
export function hashUnits(beginning: string): (rest: string) => number {
  const begun = mix({ high: 0xdeadbeef, low: 0x41c6ce57 }, beginning)
  return (rest) => (finish(mix(begun, rest)) + 0.5) / 2 ** 53
}
