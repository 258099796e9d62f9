import { describe, expect, it } from 'vitest'
import { utf8 } from '../../../src/easytier/bytes.ts'
import { openTailed, TrialCipher } from '../../../src/easytier/cipher.ts'
import { networkDigest, packetKey128, packetKey256 } from '../../../src/easytier/digest.ts'
import {
  decodeFrame,
  encodeFrame,
  PacketType,
  prefixForTcp,
  withPacketType,
} from '../../../src/easytier/frame.ts'
import { decodeHandShake, encodeHandShake } from '../../../src/easytier/handshake.ts'
import { NoiseInitiator } from '../../../src/easytier/noise.ts'
import {
  decodeNoiseMessage2,
  encodeConnId,
  encodeNoiseMessage1,
  encodeNoiseMessage3,
  secretProof,
} from '../../../src/easytier/noise-messages.ts'
import { Pinger } from '../../../src/easytier/pinger.ts'
import { encodeEmptySyncRequest, encodeSyncResponse } from '../../../src/easytier/route-sync.ts'
import {
  decodeRpcPacket,
  encodeDescriptor,
  encodeRpcPacket,
  encodeRpcRequest,
  encodeRpcResponse,
} from '../../../src/easytier/rpc.ts'
import { SessionCipher, trafficKey } from '../../../src/easytier/session-cipher.ts'
import { sipHash13 } from '../../../src/easytier/siphash.ts'
import { testCrypto } from '../../support/node-crypto.ts'
import { hex, readVectors, unhex } from './fixtures.ts'

const vectors = readVectors()
const crypto = testCrypto()

describe('hashes and keys', () => {
  it.each(vectors.siphash13)('SipHash-1-3 of "$utf8"', ({ utf8: text, u64_hex: expected }) => {
    expect(hex(sipHash13(utf8(text)))).toBe(expected)
  })

  it.each(vectors.identity)('digest and keys of $network_name / $network_secret', (identity) => {
    expect(hex(networkDigest(identity.network_name, identity.network_secret))).toBe(identity.digest)
    expect(hex(packetKey128(identity.network_secret))).toBe(identity.key128)
    expect(hex(packetKey256(identity.network_secret))).toBe(identity.key256)
  })
})

describe('frames', () => {
  const { frames } = vectors
  const { probe_peer_id: ownId, node_peer_id: nodeId } = frames
  const sessionId = { low: 0x05060708, high: 0x01020304 }
  const descriptor = encodeDescriptor('net', 'OspfRouteRpc', 1)
  const digest = networkDigest('net', 'secret')
  const handshake = encodeFrame({
    from: ownId,
    to: 0,
    type: PacketType.handShake,
    payload: encodeHandShake(ownId, 'net', digest),
  })

  it('the handshake, bare and on tcp', () => {
    expect(hex(handshake)).toBe(frames['handshake'])
    expect(hex(prefixForTcp(handshake))).toBe(frames['handshake_on_tcp'])
  })

  it('the handshake read again', () => {
    const result = decodeFrame(handshake, 65_536)
    if (result.kind !== 'frame') throw new Error('no frame')
    expect(result.frame).toMatchObject({ from: ownId, to: 0, type: 2, encrypted: false })
    expect(decodeHandShake(result.frame.payload)).toEqual({
      peerId: ownId,
      version: 1,
      networkName: utf8('net'),
      digest,
    })
  })

  it('a ping and its pong', () => {
    const ping = new Pinger().next(ownId, nodeId, 0)
    expect(hex(ping)).toBe(frames['ping_seq_1'])
    expect(hex(withPacketType(ping, PacketType.pong))).toBe(frames['pong_as_node_sends_it'])
  })

  it('the request for routes', () => {
    const payload = encodeRpcPacket({
      fromPeer: ownId,
      toPeer: nodeId,
      transactionId: { low: 1, high: 0 },
      traceId: { low: 0, high: 0 },
      descriptor,
      body: encodeRpcRequest(encodeEmptySyncRequest(ownId, sessionId), 3000),
      isRequest: true,
    })
    const frame = encodeFrame({ from: ownId, to: nodeId, type: PacketType.rpcRequest, payload })
    expect(hex(frame)).toBe(frames['sync_request_tid_1'])
  })

  it('the acknowledgement of a negative transaction, and what a reader makes of it', () => {
    const transactionId = { low: 0xfffffffb, high: 0xffffffff }
    const payload = encodeRpcPacket({
      fromPeer: ownId,
      toPeer: nodeId,
      transactionId,
      traceId: { low: 0, high: 0 },
      descriptor,
      body: encodeRpcResponse(encodeSyncResponse(sessionId)),
      isRequest: false,
    })
    const frame = encodeFrame({ from: ownId, to: nodeId, type: PacketType.rpcResponse, payload })
    expect(hex(frame)).toBe(frames['sync_ack_tid_minus_5'])
    expect(decodeRpcPacket(payload)).toMatchObject({
      fromPeer: ownId,
      toPeer: nodeId,
      transactionId,
      descriptor,
      isRequest: false,
      totalPieces: 1,
      pieceIndex: 0,
      compression: 1,
    })
  })
})

describe('packets outside secure mode', () => {
  const { aead } = vectors
  const plaintext = aead['plaintext_utf8'] ?? ''
  const isPlaintext = (bytes: Uint8Array) => hex(bytes) === hex(utf8(plaintext))

  it.each(['aes-gcm', 'aes-256-gcm', 'chacha20', 'xor'])('%s is found by trial', (name) => {
    const sealed = encodeFrame({
      from: 1,
      to: 2,
      type: PacketType.rpcResponse,
      payload: unhex(aead[name] ?? ''),
      plaintextBytes: plaintext.length,
    })
    const result = decodeFrame(sealed, 65_536)
    if (result.kind !== 'frame') throw new Error('no frame')
    const cipher = new TrialCipher(aead['secret'] ?? '', crypto)
    for (let i = 0; i < 3; i++) {
      expect(hex(cipher.open(result.frame, isPlaintext) ?? utf8('null'))).toBe(hex(utf8(plaintext)))
    }
    expect(new TrialCipher('another', crypto).open(result.frame, isPlaintext)).toBeNull()
  })

  it('the frame of the document', () => {
    const frame = encodeFrame({
      from: vectors.frames.node_peer_id,
      to: vectors.frames.probe_peer_id,
      type: PacketType.rpcResponse,
      payload: unhex(aead['aes-gcm'] ?? ''),
      plaintextBytes: 14,
    })
    expect(hex(frame)).toBe(`44332211563412ff090101000e000000${aead['aes-gcm']}`)
  })

  it('a payload shorter than tag and nonce is not tried', () => {
    const open = () => utf8('opened')
    expect(openTailed(new Uint8Array(27), open)).toBeNull()
    expect(openTailed(new Uint8Array(28), open)).toEqual(utf8('opened'))
  })
})

describe('Noise', () => {
  const noise = new Proxy(vectors.noise, { get: (target, key: string) => target[key] ?? `no vector ${key}` })
  const value = (key: string) => noise[key] ?? ''
  const ownConnId = encodeConnId(unhex('00000001000000020000000300000004'))
  const digest = networkDigest(value('network_name'), value('network_secret'))

  function initiator() {
    const keys = {
      staticPrivate: unhex(value('initiator_static')),
      ephemeralPrivate: unhex(value('initiator_ephemeral')),
    }
    return new NoiseInitiator(crypto, keys)
  }

  it('three messages, their hashes and proofs', () => {
    const handshake = initiator()
    const payload1 = encodeNoiseMessage1('net', ownConnId, 'aes-gcm')
    expect(hex(payload1)).toBe(value('msg1_payload'))
    expect(hex(handshake.writeMessage1(payload1))).toBe(value('msg1'))
    expect(hex(handshake.handshakeHash)).toBe(value('hash_after_msg1'))
    const serverProof = secretProof(crypto, 'secret', handshake.handshakeHash)
    expect(hex(serverProof)).toBe(value('server_proof'))

    const payload2 = handshake.readMessage2(unhex(value('msg2')))
    expect(payload2 && hex(payload2)).toBe(value('msg2_payload'))
    expect(hex(handshake.handshakeHash)).toBe(value('hash_after_msg2'))
    const message2 = payload2 && decodeNoiseMessage2(payload2)
    expect(message2 && { ...message2, proof: message2.proof && hex(message2.proof) }).toMatchObject({
      roleHint: 1,
      action: 2,
      epoch: 0,
      algorithm: 'aes-gcm',
      proof: hex(serverProof),
    })
    expect(message2?.rootKey && hex(message2.rootKey)).toBe(value('root_key'))
    expect(message2 && hex(message2.ownConnIdEcho)).toBe(hex(ownConnId))

    const proof = secretProof(crypto, 'secret', handshake.handshakeHash)
    expect(hex(proof)).toBe(value('client_proof'))
    const nodeConnId = message2?.nodeConnId ?? new Uint8Array(0)
    const payload3 = encodeNoiseMessage3({ ownConnId, nodeConnId, proof, digest })
    expect(hex(payload3)).toBe(value('msg3_payload'))
    expect(hex(handshake.writeMessage3(payload3) ?? new Uint8Array(0))).toBe(value('msg3'))
    expect(hex(handshake.handshakeHash)).toBe(value('hash_after_msg3'))
  })

  it('a changed byte anywhere in message 2 is noticed', () => {
    const message = unhex(value('msg2'))
    for (let at = 0; at < message.length; at++) {
      const handshake = initiator()
      handshake.writeMessage1(unhex(value('msg1_payload')))
      const changed = message.slice()
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(handshake.readMessage2(changed), `byte ${at}`).toBeNull()
    }
  })

  it('a message 2 cut short, or with a key of low order, is refused', () => {
    const message = unhex(value('msg2'))
    for (const length of [0, 31, 32, 79, 80, 95, message.length - 1]) {
      const handshake = initiator()
      handshake.writeMessage1(unhex(value('msg1_payload')))
      expect(handshake.readMessage2(message.subarray(0, length)), `${length} bytes`).toBeNull()
    }
    const lowOrder = message.slice()
    lowOrder.fill(0, 0, 32)
    const handshake = initiator()
    handshake.writeMessage1(unhex(value('msg1_payload')))
    expect(handshake.readMessage2(lowOrder)).toBeNull()
  })

  it('traffic keys and session packets of both directions', () => {
    const rootKey = unhex(value('root_key'))
    expect(hex(trafficKey(crypto, rootKey, 0, 0))).toBe(value('traffic_key_epoch0_dir0'))
    expect(hex(trafficKey(crypto, rootKey, 0, 1))).toBe(value('traffic_key_epoch0_dir1'))
    const { probe_peer_id: ownId, node_peer_id: nodeId } = vectors.frames
    const session = new SessionCipher(crypto, { rootKey, epoch: 0, ownId, nodeId, nodeAlgorithm: 'aes-gcm' })
    const zeros = '00'.repeat(12)
    const sealed = session.seal(utf8('hello easytier'))
    expect(sealed.plaintextBytes).toBe(14)
    expect(hex(sealed.payload)).toBe(`2d14acf17f3af139c9272749314d89eaf2363124c0b2e92a464d42b9428e${zeros}`)
    expect(hex(session.seal(utf8('x')).payload).slice(-24)).toBe('000000000000000000000001')

    const payload = unhex(`430b05fded37450600f291263a404d4ac98d3037bc48045d58e207a35a9e${zeros}`)
    const frame = (plaintextBytes?: number) => {
      const fields = { from: nodeId, to: ownId, type: PacketType.rpcRequest, payload }
      const result = decodeFrame(
        encodeFrame(plaintextBytes === undefined ? fields : { ...fields, plaintextBytes }),
        65_536,
      )
      if (result.kind !== 'frame') throw new Error('no frame')
      return result.frame
    }
    expect(hex(session.open(frame(14), () => true) ?? utf8('null'))).toBe(hex(utf8('hello easytier')))
    expect(session.open(frame(), () => true)).toBeNull()
  })
})
