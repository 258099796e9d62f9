import { concatBytes } from './bytes.ts'
import { MessageWriter, readFields, type U64 } from './protobuf.ts'

/** Protocol, section 6.3. Strings are kept as bytes: they are only compared and echoed. */
export type RpcPacket = {
  readonly fromPeer: number
  readonly toPeer: number
  readonly transactionId: U64
  /** serialized RpcDescriptor; null in later pieces */
  readonly descriptor: Uint8Array | null
  readonly body: Uint8Array
  readonly isRequest: boolean
  readonly totalPieces: number
  readonly pieceIndex: number
  readonly traceId: U64
  /** 0 invalid, 1 none, 2 zstd; null where not said (before v2.1, later pieces) */
  readonly compression: number | null
}

const notCompressed = new MessageWriter().uint(1, 1).uint(2, 1).finish()

/** A packet of one piece that announces "no compression". */
export function encodeRpcPacket(packet: {
  readonly fromPeer: number
  readonly toPeer: number
  readonly transactionId: U64
  readonly descriptor: Uint8Array
  readonly body: Uint8Array
  readonly isRequest: boolean
  readonly traceId: U64
}): Uint8Array {
  return new MessageWriter()
    .uint(1, packet.fromPeer)
    .uint(2, packet.toPeer)
    .uint64(3, packet.transactionId)
    .message(4, packet.descriptor)
    .message(5, packet.body)
    .uint(6, packet.isRequest ? 1 : 0)
    .uint(7, 1)
    .uint64(9, packet.traceId)
    .message(10, notCompressed)
    .finish()
}

/** Null if malformed. */
export function decodeRpcPacket(payload: Uint8Array): RpcPacket | null {
  const numbers = new Map<number, U64>()
  const values = new Map<number, Uint8Array>()
  const wellFormed = readFields(payload, (field) => {
    const isValue = field.number === 4 || field.number === 5 || field.number === 10
    if (field.number > 10) return true
    if (field.kind !== (isValue ? 'bytes' : 'varint')) return false
    if (isValue) values.set(field.number, field.bytes)
    else numbers.set(field.number, { low: field.low, high: field.high })
    return true
  })
  const info = values.get(10)
  const compression = info === undefined ? null : decodeCompression(info)
  if (!wellFormed || compression === undefined) return null
  return {
    fromPeer: numbers.get(1)?.low ?? 0,
    toPeer: numbers.get(2)?.low ?? 0,
    transactionId: numbers.get(3) ?? zero,
    descriptor: values.get(4) ?? null,
    body: values.get(5) ?? emptyText,
    isRequest: numbers.get(6) !== undefined && numbers.get(6)?.low !== 0,
    totalPieces: numbers.get(7)?.low ?? 0,
    pieceIndex: numbers.get(8)?.low ?? 0,
    traceId: numbers.get(9) ?? zero,
    compression,
  }
}

const zero: U64 = { low: 0, high: 0 }
const emptyText = new Uint8Array(0)

function decodeCompression(info: Uint8Array): number | undefined {
  let algorithm = 0
  const wellFormed = readFields(info, (field) => {
    if (field.number === 1) algorithm = field.low
    return field.number !== 1 || field.kind === 'varint'
  })
  return wellFormed ? algorithm : undefined
}

/** `domain` is the sender's network name; methods count from 1. */
export function encodeDescriptor(domain: string, service: string, methodIndex: number): Uint8Array {
  return new MessageWriter()
    .string(1, domain)
    .string(2, service)
    .string(3, service)
    .uint(4, methodIndex)
    .finish()
}

/** Service name and method of a descriptor; null if malformed. The service name is Latin letters in every version. */
export function decodeDescriptor(bytes: Uint8Array): { service: string; methodIndex: number } | null {
  let service = ''
  let methodIndex = 0
  const wellFormed = readFields(bytes, (field) => {
    if (field.number === 3) {
      if (field.kind !== 'bytes' || field.bytes.length > 64) return false
      service = String.fromCharCode(...field.bytes)
    } else if (field.number === 4) {
      if (field.kind !== 'varint') return false
      methodIndex = field.low
    }
    return true
  })
  return wellFormed ? { service, methodIndex } : null
}

/** Body of a request. The node takes `timeoutMs` as the handler's time limit, so it must be above 0. */
export function encodeRpcRequest(request: Uint8Array, timeoutMs: number): Uint8Array {
  return new MessageWriter().message(2, request).uint(3, timeoutMs).finish()
}

/** The request inside a body; null if malformed. */
export function decodeRpcRequest(body: Uint8Array): Uint8Array | null {
  return lengthDelimited(body, 2)
}

/** Body of a response without error. */
export function encodeRpcResponse(response: Uint8Array): Uint8Array {
  return new MessageWriter().message(1, response).finish()
}

/** True if the body of a response tells that the call was carried out, not that it failed. */
export function isRpcSuccess(body: Uint8Array): boolean {
  return lengthDelimited(body, 2)?.length === 0 && (lengthDelimited(body, 1)?.length ?? 0) > 0
}

function lengthDelimited(body: Uint8Array, number: number): Uint8Array | null {
  let found: Uint8Array = emptyText
  const wellFormed = readFields(body, (field) => {
    if (field.number !== number) return true
    found = field.bytes
    return field.kind === 'bytes'
  })
  return wellFormed ? found : null
}

/** Bodies of all pieces in order. */
export function joinPieces(pieces: readonly RpcPacket[]): Uint8Array {
  return concatBytes(...pieces.map((piece) => piece.body))
}
