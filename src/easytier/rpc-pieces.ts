import type { Limits } from './limits.ts'
import type { U64 } from './protobuf.ts'
import { joinPieces, type RpcPacket } from './rpc.ts'

/** A packet put together again; `body` is the whole of it. */
export type RpcMessage = {
  readonly isRequest: boolean
  readonly transactionId: U64
  readonly traceId: U64
  readonly descriptor: Uint8Array
  readonly compressed: boolean
  readonly body: Uint8Array
}

export type MergeResult =
  | { readonly kind: 'message'; readonly message: RpcMessage }
  | { readonly kind: 'need-more' }
  | { readonly kind: 'error' }

type Merge = { readonly total: number; readonly pieces: Map<number, RpcPacket> }

/**
 * Puts messages together from pieces in any order, repeated ones counted once. Holds at most `mergesMax` unfinished
 * messages (the oldest goes first) of `piecesMax` pieces each. Protocol, section 6.3.
 */
export class PieceMerger {
  readonly #merges = new Map<string, Merge>()
  readonly #limits: Pick<Limits, 'piecesMax' | 'mergesMax'>

  constructor(limits: Pick<Limits, 'piecesMax' | 'mergesMax'>) {
    this.#limits = limits
  }

  add(packet: RpcPacket): MergeResult {
    const total = packet.totalPieces === 0 && packet.pieceIndex === 0 ? 1 : packet.totalPieces
    if (total > this.#limits.piecesMax || packet.pieceIndex >= total) return { kind: 'error' }

    const key = `${packet.isRequest}:${packet.transactionId.high}:${packet.transactionId.low}`
    const merge = this.#merges.get(key) ?? { total, pieces: new Map<number, RpcPacket>() }
    if (merge.total !== total) {
      this.#merges.delete(key)
      return { kind: 'error' }
    }
    if (!merge.pieces.has(packet.pieceIndex)) merge.pieces.set(packet.pieceIndex, packet)
    if (merge.pieces.size < total) {
      this.#keep(key, merge)
      return { kind: 'need-more' }
    }
    this.#merges.delete(key)
    return finish(merge)
  }

  #keep(key: string, merge: Merge): void {
    this.#merges.set(key, merge)
    if (this.#merges.size <= this.#limits.mergesMax) return
    const oldest = this.#merges.keys().next()
    if (oldest.done !== true) this.#merges.delete(oldest.value)
  }
}

function finish(merge: Merge): MergeResult {
  const pieces = [...merge.pieces.values()].sort((a, b) => a.pieceIndex - b.pieceIndex)
  const first = pieces[0]
  if (first === undefined || first.descriptor === null) return { kind: 'error' }
  return {
    kind: 'message',
    message: {
      isRequest: first.isRequest,
      transactionId: first.transactionId,
      traceId: first.traceId,
      descriptor: first.descriptor,
      compressed: first.compression !== null && first.compression > 1,
      body: joinPieces(pieces),
    },
  }
}
