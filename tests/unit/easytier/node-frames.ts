import { utf8 } from '../../../src/easytier/bytes.ts'
import { networkDigest } from '../../../src/easytier/digest.ts'
import { encodeFrame, PacketType } from '../../../src/easytier/frame.ts'
import type { ProbeConfig } from '../../../src/easytier/machine-types.ts'
import { MessageWriter } from '../../../src/easytier/protobuf.ts'
import { testCrypto } from '../../support/node-crypto.ts'
import { TestDriver } from './replay.ts'

export const probeValue = 0xffe70001
export const nodeValue = 0x11223344
export const nameValue = 'net'
export const secretValue = 'secret'

/** A driver whose machine has been told that the transport is ready. */
export function openDriver(config: Partial<ProbeConfig> = {}): TestDriver {
  const driver = new TestDriver({
    transport: 'tcp',
    handshake: 'legacy',
    networkName: nameValue,
    networkSecret: secretValue,
    peerId: probeValue,
    sessionId: 0x0102030405060708n,
    crypto: testCrypto(),
    ...config,
  })
  driver.handle({ type: 'open', nowMs: 0 })
  return driver
}

type Answer = {
  magic?: number
  peerId?: number
  version?: number
  name?: string
  digest?: Uint8Array
  type?: number
}

/** The node's answer to the handshake; by default of the same network with the right secret. */
export function answerFrame(answer: Answer = {}): Uint8Array {
  const peerId = answer.peerId ?? nodeValue
  const payload = new MessageWriter()
    .uint(1, answer.magic ?? 0xd1e1a5e1)
    .uint(2, peerId)
    .uint(3, answer.version ?? 1)
    .string(5, answer.name ?? nameValue)
    .bytes(6, answer.digest ?? networkDigest(nameValue, secretValue))
    .finish()
  return encodeFrame({ from: peerId, to: 0, type: answer.type ?? PacketType.handShake, payload })
}

/** The node's own ping. */
export function pingFrame(payload: Uint8Array = Uint8Array.of(1, 0, 0, 0), from = nodeValue): Uint8Array {
  return encodeFrame({ from, to: probeValue, type: PacketType.ping, payload })
}

/** An answer to the probe's ping of that number. */
export function pongFrame(sequence: number): Uint8Array {
  const payload = Uint8Array.of(sequence, 0, 0, 0)
  return encodeFrame({ from: probeValue, to: nodeValue, type: PacketType.pong, payload })
}

export type Packet = {
  from?: number
  to?: number
  transaction?: number
  service?: string
  method?: number
  body?: Uint8Array
  isRequest?: boolean
  total?: number
  index?: number
  compression?: number
  withDescriptor?: boolean
}

/** An RpcPacket as a node sends it; every field can be set wrong. */
export function rpcPayload(packet: Packet): Uint8Array {
  const service = packet.service ?? 'OspfRouteRpc'
  const writer = new MessageWriter()
    .uint(1, packet.from ?? nodeValue)
    .uint(2, packet.to ?? probeValue)
    .uint(3, packet.transaction ?? 77)
  if (packet.withDescriptor !== false) {
    const descriptor = new MessageWriter().string(1, nameValue).string(2, service).string(3, service)
    writer.message(4, descriptor.uint(4, packet.method ?? 1).finish())
  }
  return writer
    .message(5, packet.body ?? new Uint8Array(0))
    .uint(6, packet.isRequest === false ? 0 : 1)
    .uint(7, packet.total ?? 1)
    .uint(8, packet.index ?? 0)
    .uint(9, 5)
    .message(
      10,
      new MessageWriter()
        .uint(1, packet.compression ?? 1)
        .uint(2, 1)
        .finish(),
    )
    .finish()
}

export function rpcFrame(packet: Packet): Uint8Array {
  const type = packet.isRequest === false ? PacketType.rpcResponse : PacketType.rpcRequest
  return encodeFrame({ from: nodeValue, to: probeValue, type, payload: rpcPayload(packet) })
}

export type Routes = {
  peers?: { id: number; version?: string; isPublicServer?: boolean; avoidsRelay?: boolean }[]
  /** ids and the rows of the bitmap, as lists of ids */
  connections?: [id: number, connected: number[]][]
  /** the same as a RouteConnPeerList */
  asPeerList?: boolean
  bitmap?: Uint8Array
  foreign?: { peer: number; name: string; ids: number[] }[]
}

/** The body of a SyncRouteInfo request. */
export function syncBody(routes: Routes = {}): Uint8Array {
  const request = new MessageWriter().uint(1, nodeValue).uint(2, 99)
  if (routes.peers !== undefined) request.message(4, peerInfos(routes.peers))
  const connections = routes.connections ?? []
  if (routes.asPeerList === true) request.message(7, peerList(connections))
  else if (routes.connections !== undefined || routes.bitmap !== undefined) {
    request.message(5, connBitmap(connections, routes.bitmap))
  }
  if (routes.foreign !== undefined) request.message(6, foreignInfos(routes.foreign))
  return new MessageWriter().message(2, request.finish()).uint(3, 3000).finish()
}

/** The simplest complete sync: the node and one direct peer. */
export const smallRoutes: Routes = {
  peers: [{ id: nodeValue, version: '2.6.4-8428a89d' }, { id: 20 }],
  connections: [
    [nodeValue, [20, probeValue]],
    [20, [nodeValue]],
    [probeValue, []],
  ],
}

function peerInfos(peers: NonNullable<Routes['peers']>): Uint8Array {
  const writer = new MessageWriter()
  for (const { id, version, isPublicServer, avoidsRelay } of peers) {
    const flags = new MessageWriter()
      .uint(1, isPublicServer === true ? 1 : 0)
      .uint(2, avoidsRelay === true ? 1 : 0)
      .uint(3, 1)
      .finish()
    const info = new MessageWriter()
      .uint(1, id)
      .string(6, 'host')
      .string(10, version ?? '2.6.4')
    writer.message(1, info.message(11, flags).finish())
  }
  return writer.finish()
}

function idVersion(id: number) {
  return new MessageWriter().uint(1, id).uint(2, 3).finish()
}

function connBitmap(connections: [number, number[]][], given?: Uint8Array): Uint8Array {
  const ids = connections.map(([id]) => id)
  const bitmap = new Uint8Array(Math.ceil(ids.length ** 2 / 8))
  for (const [row, [, connected]] of connections.entries()) {
    for (const id of connected) {
      const bit = row * ids.length + ids.indexOf(id)
      bitmap[bit >>> 3] = (bitmap[bit >>> 3] ?? 0) | (1 << (bit & 7))
    }
  }
  const writer = new MessageWriter()
  for (const id of ids) writer.message(1, idVersion(id))
  return writer.message(2, given ?? bitmap).finish()
}

function packed(ids: number[]): Uint8Array {
  // each id as field 0 of nothing: the varints alone
  const bytes = ids.map((id) => new MessageWriter().uint(1, id).finish().subarray(1))
  return new Uint8Array(Buffer.concat(bytes))
}

function peerList(connections: [number, number[]][]): Uint8Array {
  const writer = new MessageWriter()
  for (const [id, connected] of connections) {
    writer.message(1, new MessageWriter().message(1, idVersion(id)).message(2, packed(connected)).finish())
  }
  return writer.finish()
}

function foreignInfos(foreign: NonNullable<Routes['foreign']>): Uint8Array {
  const writer = new MessageWriter()
  for (const { peer, name, ids } of foreign) {
    const key = new MessageWriter().uint(1, peer).string(2, name).finish()
    const value = new MessageWriter()
      .message(1, packed(ids))
      .uint(3, 1)
      .bytes(4, utf8('d'.repeat(32)))
      .finish()
    writer.message(1, new MessageWriter().message(1, key).message(2, value).finish())
  }
  return writer.finish()
}

/** Takes a driver from its answer through three pongs and a sync, ending in `done`. */
export function runToEnd(driver: TestDriver, routes: Routes = smallRoutes, answer: Answer = {}): void {
  driver.frame(answerFrame(answer), 2)
  for (const sequence of [1, 2, 3]) driver.frame(pongFrame(sequence), 2 + sequence)
  driver.frame(rpcFrame({ body: syncBody(routes) }), 6)
}
