import { MessageWriter, readFields, readUint32s, type Field, type U64 } from './protobuf.ts'

export const routeService = 'OspfRouteRpc'
export const syncRouteMethod = 1

export type RoutePeer = {
  readonly peerId: number
  readonly version: string
  readonly isPublicServer: boolean
  /** It says that it relays no data of others; undefined where it says nothing. */
  readonly avoidsRelay: boolean | undefined
}
/** key.peer_id and value.foreign_peer_ids of one foreign network; names and digests are not kept. */
export type ForeignNetwork = {
  readonly key: string
  readonly peerId: number
  readonly memberIds: readonly number[]
}

/** What one SyncRouteInfo request tells; `neighbours` is null where it carries no connection information. */
export type RouteSync = {
  readonly peers: readonly RoutePeer[]
  /** ids directly connected to the node asked about; null if it has no row */
  readonly neighbours: readonly number[] | null
  readonly foreignNetworks: readonly ForeignNetwork[]
}

/** An initiator's request without any peer data. Protocol, section 6.4 (1). */
export function encodeEmptySyncRequest(peerId: number, sessionId: U64): Uint8Array {
  return new MessageWriter().uint(1, peerId).uint64(2, sessionId).uint(3, 1).finish()
}

/** Acknowledges a sync. It has no error field: 0 there makes a node panic (section 8, rule 1). */
export function encodeSyncResponse(sessionId: U64): Uint8Array {
  return new MessageWriter().uint(1, 1).uint64(2, sessionId).finish()
}

/** Reads a SyncRouteInfoRequest of node `nodeId`; null if malformed or above `routeEntriesMax` entries of a kind. */
export function decodeSyncRequest(
  bytes: Uint8Array,
  nodeId: number,
  routeEntriesMax: number,
): RouteSync | null {
  const peers: RoutePeer[] = []
  const foreignNetworks: ForeignNetwork[] = []
  let neighbours: number[] | null = null
  let members = 0
  const wellFormed = readFields(bytes, (field) => {
    if (field.number < 4 || field.number > 7) return true
    if (field.kind !== 'bytes') return false
    if (field.number === 4) return eachEntry(field, peers, routeEntriesMax, decodePeer)
    if (field.number === 6) {
      return eachEntry(field, foreignNetworks, routeEntriesMax, (entry) => {
        const network = decodeForeign(entry, routeEntriesMax - members)
        members += network?.memberIds.length ?? 0
        return network
      })
    }
    const row = (field.number === 5 ? bitmapRow : peerListRow)(field.bytes, nodeId, routeEntriesMax)
    if (row === undefined) return false
    neighbours = row
    return true
  })
  return wellFormed ? { peers, neighbours, foreignNetworks } : null
}

/** The repeated field 1 of a wrapper message. */
function eachEntry<T>(
  wrapper: Field,
  into: T[],
  max: number,
  decode: (bytes: Uint8Array) => T | null,
): boolean {
  return readFields(wrapper.bytes, (field) => {
    if (field.number !== 1) return true
    if (field.kind !== 'bytes' || into.length >= max) return false
    const entry = decode(field.bytes)
    if (entry !== null) into.push(entry)
    return entry !== null
  })
}

function decodePeer(bytes: Uint8Array): RoutePeer | null {
  let peerId = 0
  let version = ''
  let isPublicServer = false
  let avoidsRelay: boolean | undefined
  const wellFormed = readFields(bytes, (field) => {
    if (field.number === 1) peerId = field.low
    else if (field.number === 10) version = printable(field.bytes)
    else if (field.number === 11) {
      // A flag that is not set is left out of the message.
      avoidsRelay = false
      return readFields(field.bytes, (flag) => {
        if (flag.number === 1) isPublicServer = flag.low !== 0
        if (flag.number === 2) avoidsRelay = flag.low !== 0
        return true
      })
    }
    return true
  })
  return wellFormed ? { peerId, version, isPublicServer, avoidsRelay } : null
}

/** Visible ASCII of a foreign text, for people; anything else is left out. */
function printable(bytes: Uint8Array): string {
  return [...bytes.subarray(0, 256)]
    .filter((byte) => byte > 0x20 && byte < 0x7f)
    .map((byte) => String.fromCharCode(byte))
    .join('')
}

function decodePeerId(bytes: Uint8Array): number | null {
  let peerId = 0
  const wellFormed = readFields(bytes, (field) => {
    if (field.number === 1) peerId = field.low
    return field.number !== 1 || field.kind === 'varint'
  })
  return wellFormed ? peerId : null
}

/** Row of `nodeId` in a RouteConnBitmap: null if it has none, undefined if the bitmap is malformed or too short. */
function bitmapRow(bytes: Uint8Array, nodeId: number, max: number): number[] | null | undefined {
  const ids: number[] = []
  let bitmap: Uint8Array = new Uint8Array(0)
  const wellFormed = readFields(bytes, (field) => {
    if (field.number === 1) {
      const id = field.kind === 'bytes' && ids.length < max ? decodePeerId(field.bytes) : null
      if (id !== null) ids.push(id)
      return id !== null
    }
    if (field.number === 2) bitmap = field.bytes
    return field.number !== 2 || field.kind === 'bytes'
  })
  if (!wellFormed || bitmap.length * 8 < ids.length * ids.length) return undefined
  const row = ids.indexOf(nodeId)
  if (row < 0) return null
  return ids.filter((_, column) => {
    const bit = row * ids.length + column
    return (((bitmap[bit >>> 3] ?? 0) >>> (bit & 7)) & 1) === 1
  })
}

/** Row of `nodeId` in a RouteConnPeerList; results as of `bitmapRow`. */
function peerListRow(bytes: Uint8Array, nodeId: number, max: number): number[] | null | undefined {
  let row: number[] | null = null
  let entries = 0
  const wellFormed = readFields(bytes, (field) => {
    if (field.number !== 1) return true
    if (field.kind !== 'bytes' || ++entries > max) return false
    let id: number | null = null
    const connected: number[] = []
    const entryOk = readFields(field.bytes, (part) => {
      if (part.number === 1) id = part.kind === 'bytes' ? decodePeerId(part.bytes) : null
      return part.number === 1 ? id !== null : part.number !== 2 || readUint32s(part, connected, max)
    })
    if (id === nodeId) row = connected
    return entryOk
  })
  return wellFormed ? row : undefined
}

function decodeForeign(bytes: Uint8Array, max: number): ForeignNetwork | null {
  let peerId = 0
  let key = ''
  const memberIds: number[] = []
  const wellFormed = readFields(bytes, (field) => {
    if (field.number > 2) return true
    if (field.kind !== 'bytes') return false
    if (field.number === 2) {
      return readFields(field.bytes, (part) => part.number !== 1 || readUint32s(part, memberIds, max))
    }
    const id = decodePeerId(field.bytes)
    peerId = id ?? 0
    key = field.bytes.join()
    return id !== null
  })
  return wellFormed ? { key, peerId, memberIds } : null
}
