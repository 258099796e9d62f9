import { readU32Le, writeU32Le } from './bytes.ts'
import { encodeFrame, PacketType } from './frame.ts'

/** Pings in turn, each after the answer to the one before. Protocol, section 5. */
export class Pinger {
  pongs = 0
  /** unrounded milliseconds of the fastest; Infinity before the first */
  bestMs = Infinity
  #sequence = 0
  #sentAtMs = 0

  /** The next ping, to be sent at once. */
  next(ownId: number, nodeId: number, nowMs: number): Uint8Array {
    const payload = new Uint8Array(4)
    writeU32Le(payload, 0, ++this.#sequence)
    this.#sentAtMs = nowMs
    return encodeFrame({ from: ownId, to: nodeId, type: PacketType.ping, payload })
  }

  /** True if this answers the ping under way. Ids are not looked at: nodes echo them, relays do not. */
  take(payload: Uint8Array, nowMs: number): boolean {
    const awaited = this.pongs < this.#sequence && payload.length === 4
    if (!awaited || readU32Le(payload, 0) !== this.#sequence) return false
    this.pongs++
    this.bestMs = Math.min(this.bestMs, Math.max(0, nowMs - this.#sentAtMs))
    return true
  }
}
