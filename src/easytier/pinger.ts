import { readU32Le, writeU32Le } from './bytes.ts'
import { encodeFrame, PacketType } from './frame.ts'

/** Pings by number, and their answers in any order. Protocol, section 5. */
export class Pinger {
  pongs = 0
  /** unrounded milliseconds of the fastest; Infinity before the first */
  bestMs = Infinity
  sent = 0
  /** when each ping that is not answered yet was sent, by its number */
  readonly #awaited = new Map<number, number>()

  /** The next ping, to be sent at once. The caller bounds their number. */
  next(ownId: number, nodeId: number, nowMs: number): Uint8Array {
    const payload = new Uint8Array(4)
    writeU32Le(payload, 0, ++this.sent)
    this.#awaited.set(this.sent, nowMs)
    return encodeFrame({ from: ownId, to: nodeId, type: PacketType.ping, payload })
  }

  /** True if this answers a ping under way, for the first time. Ids are not looked at: nodes echo them, relays do not. */
  take(payload: Uint8Array, nowMs: number): boolean {
    if (payload.length !== 4) return false
    const sequence = readU32Le(payload, 0)
    const sentAtMs = this.#awaited.get(sequence)
    if (sentAtMs === undefined) return false
    this.#awaited.delete(sequence)
    this.pongs++
    this.bestMs = Math.min(this.bestMs, Math.max(0, nowMs - sentAtMs))
    return true
  }
}
