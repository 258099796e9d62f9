import { encodeFrame, PacketType, type Frame } from './frame.ts'
import type { Limits } from './limits.ts'
import type { ProbeConfig } from './machine-types.ts'
import type { Introduction } from './opening.ts'
import type { PacketLayer } from './packet-layer.ts'
import type { U64 } from './protobuf.ts'
import { RouteTable } from './route-count.ts'
import {
  decodeSyncRequest,
  encodeEmptySyncRequest,
  encodeSyncResponse,
  routeService,
  syncRouteMethod,
} from './route-sync.ts'
import { PieceMerger, type RpcMessage } from './rpc-pieces.ts'
import {
  decodeDescriptor,
  decodeRpcPacket,
  decodeRpcRequest,
  encodeDescriptor,
  encodeRpcPacket,
  encodeRpcRequest,
  encodeRpcResponse,
  isRpcSuccess,
} from './rpc.ts'

const zero: U64 = { low: 0, high: 0 }
const requestTimeoutMs = 3000

/** Asks the node for its routes and takes what it pushes, in whatever order it comes. Protocol, section 6.4. */
export class RouteClient {
  readonly routes: RouteTable
  /** the node pushes what cannot be read: waiting longer is of no use */
  hasFailed = false
  /** the node took our request, whether or not it has pushed anything */
  isAnswered = false
  requests = 0
  readonly #merger: PieceMerger
  readonly #ownId: number
  readonly #nodeId: number
  readonly #networkName: string
  readonly #sessionId: U64
  readonly #limits: Limits
  readonly #layer: PacketLayer

  constructor(config: ProbeConfig, limits: Limits, introduction: Introduction, layer: PacketLayer) {
    this.#ownId = config.peerId
    this.#nodeId = introduction.nodeId
    this.#networkName = config.networkName
    this.#sessionId = {
      low: Number(config.sessionId & 0xffffffffn),
      high: Number((config.sessionId >> 32n) & 0xffffffffn),
    }
    this.#limits = limits
    this.#layer = layer
    this.#merger = new PieceMerger(limits)
    this.routes = new RouteTable(introduction.nodeId, limits.routeEntriesMax)
  }

  /** The request without peer data; every one has a new transaction id. */
  request(): Uint8Array {
    const body = encodeEmptySyncRequest(this.#ownId, this.#sessionId)
    return this.#packet({
      transactionId: { low: ++this.requests, high: 0 },
      traceId: zero,
      descriptor: encodeDescriptor(this.#networkName, routeService, syncRouteMethod),
      body: encodeRpcRequest(body, requestTimeoutMs),
      isRequest: true,
    })
  }

  /**
   * Takes a frame of type 8 or 9. `acknowledgement` is to be sent; `isFromNode` means that the node called us, which
   * it does only after admission.
   */
  receive(frame: Frame): { acknowledgement: Uint8Array | null; isFromNode: boolean } {
    const plaintext = this.#layer.open(frame, (bytes) => this.#read(frame, bytes) !== null)
    const packet = plaintext === null ? null : this.#read(frame, plaintext)
    if (packet === null) return { acknowledgement: null, isFromNode: false }
    if (!packet.isRequest) {
      this.isAnswered ||= isRpcSuccess(packet.body)
      return { acknowledgement: null, isFromNode: false }
    }
    const merged = this.#merger.add(packet)
    if (merged.kind === 'error') this.hasFailed = true
    const acknowledgement = merged.kind === 'message' ? this.#takeRequest(merged.message) : null
    return { acknowledgement, isFromNode: true }
  }

  /** The packet, if it goes from the node to us and its kind agrees with the frame's. */
  #read(frame: Frame, plaintext: Uint8Array): ReturnType<typeof decodeRpcPacket> {
    const packet = decodeRpcPacket(plaintext)
    const fits =
      packet?.fromPeer === this.#nodeId &&
      packet.toPeer === this.#ownId &&
      packet.isRequest === (frame.type === PacketType.rpcRequest)
    return fits ? packet : null
  }

  #takeRequest(message: RpcMessage): Uint8Array | null {
    const target = decodeDescriptor(message.descriptor)
    if (target?.service !== routeService || target.methodIndex !== syncRouteMethod) return null
    const request = message.compressed ? null : decodeRpcRequest(message.body)
    const sync = request && decodeSyncRequest(request, this.#nodeId, this.#limits.routeEntriesMax)
    if (sync === null || !this.routes.merge(sync)) {
      this.hasFailed = true
      return null
    }
    return this.#packet({
      transactionId: message.transactionId,
      traceId: message.traceId,
      descriptor: message.descriptor,
      body: encodeRpcResponse(encodeSyncResponse(this.#sessionId)),
      isRequest: false,
    })
  }

  #packet(fields: {
    transactionId: U64
    traceId: U64
    descriptor: Uint8Array
    body: Uint8Array
    isRequest: boolean
  }): Uint8Array {
    const plaintext = encodeRpcPacket({ fromPeer: this.#ownId, toPeer: this.#nodeId, ...fields })
    return encodeFrame({
      from: this.#ownId,
      to: this.#nodeId,
      type: fields.isRequest ? PacketType.rpcRequest : PacketType.rpcResponse,
      ...this.#layer.seal(plaintext),
    })
  }
}
