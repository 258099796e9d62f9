/**
 * A small encoder of its own for the peers of these tests, so that they do not share the product's mistakes.
 * Protocol, sections 1, 2, 5 and 6.
 */

export const packet = { handShake: 2, ping: 4, pong: 5, request: 8, response: 9 } as const

export function varint(value: number | bigint): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest === 0n ? low : low | 0x80)
  } while (rest !== 0n)
  return Buffer.from(bytes)
}

/** A field: numbers as varints, everything else length-delimited. */
export function field(number: number, value: number | bigint | string | Uint8Array): Buffer {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return Buffer.concat([varint(number << 3), varint(value)])
  }
  const bytes = Buffer.from(value as Uint8Array)
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes])
}

export function message(...fields: readonly Buffer[]): Buffer {
  return Buffer.concat(fields)
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

export function frame(type: number, from: number, to: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(16)
  head.writeUInt32LE(from, 0)
  head.writeUInt32LE(to, 4)
  head[8] = type
  head[10] = 1
  head.writeUInt32LE(payload.length, 12)
  return Buffer.concat([head, payload])
}

/** A frame as TCP carries it. */
export function prefixed(bytes: Uint8Array): Buffer {
  return Buffer.concat([u32(bytes.length), bytes])
}

export type Answer = {
  readonly magic?: number
  readonly peerId?: number
  readonly version?: number
  readonly name?: string
  readonly digest?: Uint8Array
}

export const nodeId = 0x11223344

export function handShake(answer: Answer): Buffer {
  return message(
    field(1, answer.magic ?? 0xd1e1a5e1),
    field(2, answer.peerId ?? nodeId),
    field(3, answer.version ?? 1),
    field(5, answer.name ?? 'net'),
    field(6, answer.digest ?? Buffer.alloc(32)),
  )
}

export type Piece = {
  readonly from?: number
  readonly to: number
  readonly transaction?: bigint
  readonly total?: number
  readonly index?: number
  readonly body: Uint8Array
  readonly service?: string
}

/** Payload of a type 8 frame that calls SyncRouteInfo on the probe, or a piece of it. */
export function rpcRequest(piece: Piece): Buffer {
  const service = piece.service ?? 'OspfRouteRpc'
  const descriptor = message(field(1, 'net'), field(2, service), field(3, service), field(4, 1))
  return message(
    field(1, piece.from ?? nodeId),
    field(2, piece.to),
    field(3, piece.transaction ?? -5n),
    field(4, descriptor),
    field(5, piece.body),
    field(6, 1),
    field(7, piece.total ?? 1),
    field(8, piece.index ?? 0),
    field(10, message(field(1, 1), field(2, 1))),
  )
}

export type Routes = {
  readonly peers: readonly number[]
  /** Row by row, ids by ids. */
  readonly links: readonly (readonly boolean[])[]
  readonly foreign?: readonly { readonly name: string; readonly members: readonly number[] }[]
  readonly version?: string
  /** ids of the bitmap that have no RoutePeerInfo */
  readonly unknown?: readonly number[]
}

/** Body of a request: an RpcRequest around a SyncRouteInfoRequest. */
export function syncBody(routes: Routes): Buffer {
  const infos = routes.peers.map((id) =>
    field(1, message(field(1, id), field(10, routes.version ?? '2.6.4-test'))),
  )
  const ids = [...routes.peers, ...(routes.unknown ?? [])]
  const bits = Buffer.alloc(Math.ceil((ids.length * ids.length) / 8))
  routes.links.forEach((row, r) => {
    row.forEach((set, c) => {
      const bit = r * ids.length + c
      if (set) bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7))
    })
  })
  const bitmap = message(...ids.map((id) => field(1, message(field(1, id), field(2, 1)))), field(2, bits))
  const networks = (routes.foreign ?? []).map(({ name, members }) =>
    field(
      1,
      message(
        field(1, message(field(1, nodeId), field(2, name))),
        field(2, message(field(1, Buffer.concat(members.map(varint))))),
      ),
    ),
  )
  return requestBody(
    message(
      field(1, nodeId),
      field(2, 77n),
      field(3, 1),
      field(4, message(...infos)),
      field(5, bitmap),
      field(6, message(...networks)),
    ),
  )
}

/** Payload of a type 9 frame: the node's answer to a SyncRouteInfo of ours. */
export function rpcResponse(to: number, body: Uint8Array): Buffer {
  return message(
    field(1, nodeId),
    field(2, to),
    field(3, 1),
    field(5, body),
    field(7, 1),
    field(10, message(field(1, 1), field(2, 1))),
  )
}

/** Body of that answer: carried out, without an error. */
export const syncTaken = field(1, message(field(2, 77n)))

export function requestBody(request: Uint8Array): Buffer {
  return message(field(2, request), field(3, 3000))
}

/** The node alone in its network. */
export const alone: Routes = { peers: [nodeId], links: [[false]] }
