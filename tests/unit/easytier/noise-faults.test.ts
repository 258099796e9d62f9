import { describe, expect, it } from 'vitest'
import { networkDigest } from '../../../src/easytier/digest.ts'
import { encodeFrame, PacketType } from '../../../src/easytier/frame.ts'
import { decodeRpcPacket } from '../../../src/easytier/rpc.ts'
import { hex } from './fixtures.ts'
import {
  answerFrame,
  nameValue,
  nodeValue,
  openDriver,
  pingFrame,
  pongFrame,
  probeValue,
  rpcFrame,
  rpcPayload,
  secretValue,
  smallRoutes,
  syncBody,
} from './node-frames.ts'
import { NoiseNode, type Message2 } from './noise-node.ts'
import type { TestDriver } from './replay.ts'

function first(driver: TestDriver): Uint8Array {
  return driver.sent[0] ?? new Uint8Array(0)
}
function close(driver: TestDriver, wsCode?: number) {
  return driver.handle({ type: 'closed', nowMs: 9, ...(wsCode === undefined ? {} : { wsCode }) })
}

/** A Noise probe whose message 1 has been answered. */
function answered(fields: Message2 = {}): { driver: TestDriver; node: NoiseNode } {
  const driver = openDriver({ handshake: 'noise' })
  const node = new NoiseNode()
  driver.frame(node.answer(first(driver), fields), 4)
  return { driver, node }
}

function pongs(driver: TestDriver): void {
  for (const sequence of [1, 2, 3]) driver.frame(pongFrame(sequence), 4 + sequence)
}

function sync(algorithm?: string) {
  return (node: NoiseNode) =>
    node.sessionFrame(PacketType.rpcRequest, rpcPayload({ body: syncBody(smallRoutes) }), algorithm)
}

describe('a secure node', () => {
  it('is authenticated, asked and answered with sealed packets only', () => {
    const { driver, node } = answered()
    const message3 = driver.sent[1] ?? new Uint8Array(0)
    expect([message3[8], driver.sent[2]?.[8]]).toEqual([15, 4])
    const proof = node.takeMessage3(message3)
    expect(hex(node.message3.get(3) ?? new Uint8Array(0))).toBe(hex(proof))
    expect(hex(node.message3.get(4) ?? new Uint8Array(0))).toBe(hex(networkDigest(nameValue, secretValue)))
    pongs(driver)
    driver.frame(sync()(node), 8)
    expect(driver.outcome).toMatchObject({
      online: true,
      secure: true,
      mode: 'same_network',
      warnings: [],
      latencyMs: 1,
      handshakeMs: 4,
      connectionCount: 1,
      easytierVersion: '2.6.4-8428a89d',
    })
    const rpcs = driver.sent.filter((frame) => frame[8] === 8 || frame[8] === 9)
    expect(rpcs.map((frame) => frame[9])).toEqual([1, 1])
    const packets = rpcs.map((frame) => decodeRpcPacket(node.openSession(frame)))
    expect(packets).toMatchObject([{ isRequest: true }, { isRequest: false, transactionId: { low: 77 } }])
    expect(rpcs.map((frame) => hex(frame.slice(-12)))).toEqual(['00'.repeat(12), `${'00'.repeat(11)}01`])
  })

  it.each(['aes-gcm', 'aes-256-gcm', 'chacha20', 'openssl-aes-gcm'])('may seal with %s', (algorithm) => {
    const { driver, node } = answered({ algorithm, epoch: 3 })
    pongs(driver)
    const plaintext = rpcPayload({ body: syncBody(smallRoutes) })
    driver.frame(node.sessionFrame(8, plaintext, algorithm.replace('openssl-', ''), 3))
    expect(driver.outcome).toMatchObject({ online: true, warnings: [], connectionCount: 1 })
    const request = driver.sent.find((frame) => frame[8] === 8)
    expect(decodeRpcPacket(node.openSession(request ?? new Uint8Array(0), 3))).not.toBeNull()
  })

  it('of another network: a warning', () => {
    const { driver, node } = answered({ role: 2, proof: null })
    pongs(driver)
    driver.frame(sync()(node))
    expect(driver.outcome).toMatchObject({
      online: true,
      mode: 'foreign',
      secure: true,
      warnings: ['network_name_mismatch'],
    })
  })

  it('is not believed when it sends plaintext or another cipher: no routes', () => {
    const { driver, node } = answered()
    pongs(driver)
    driver.frame(rpcFrame({ body: syncBody(smallRoutes) }))
    driver.frame(sync('chacha20')(node))
    expect(driver.outcome).toBeNull()
    driver.handle({ type: 'timer', id: 'sync', nowMs: 9 })
    expect(driver.outcome).toMatchObject({ online: true, warnings: ['sync_unavailable'] })
  })

  it.each([null, new Uint8Array(31)])(
    'without a usable root key gives no routes, and gets no RPC',
    (rootKey) => {
      const { driver } = answered({ rootKey })
      pongs(driver)
      expect(driver.outcome).toMatchObject({ online: true, warnings: ['sync_unavailable'] })
      expect(driver.sent.map((frame) => frame[8])).toEqual([13, 15, 4, 4, 4])
    },
  )

  it('without pong: online by its proof', () => {
    const { driver } = answered()
    driver.handle({ type: 'timer', id: 'admission', nowMs: 9 })
    expect(driver.outcome).toMatchObject({ online: true, warnings: ['no_pong'], latencyMs: 4 })
  })
})

describe('row 19: id conflict', () => {
  it.each([probeValue, 0])('the node has id %i', (from) => {
    expect(answered({ from }).driver.outcome).toMatchObject({
      online: false,
      code: 'peer_id_conflict',
      retry: 'new_peer_id',
    })
  })

  it('the node has pinned the id to another key and drops us', () => {
    const { driver } = answered({ action: 1 })
    close(driver)
    expect(driver.outcome).toMatchObject({ code: 'peer_id_conflict', retry: 'new_peer_id', reachable: true })
  })
})

describe('row 20: no answer to message 1', () => {
  it('closed', () => {
    const driver = openDriver({ handshake: 'noise' })
    close(driver)
    expect(driver.outcome).toMatchObject({
      online: false,
      reachable: false,
      code: 'secure_not_supported',
      retry: null,
    })
  })

  it('silence', () => {
    const driver = openDriver({ handshake: 'noise' })
    driver.handle({ type: 'timer', id: 'handshake', nowMs: 5000 })
    expect(driver.outcome).toMatchObject({ online: false, code: 'secure_not_supported' })
  })

  it.each([4401, 4403, 4408])(
    'a secure relay closes with %i: its secure mode is not the reason',
    (wsCode) => {
      const driver = openDriver({ handshake: 'noise', transport: 'ws' })
      close(driver, wsCode)
      expect(driver.outcome).toMatchObject({ online: false, code: 'closed_no_response', retry: null })
    },
  )
})

describe('rows 21 to 23: message 2', () => {
  it('21: the proof does not verify, and message 3 is not sent', () => {
    const { driver } = answered({ proof: new Uint8Array(32).fill(1) })
    expect(driver.outcome).toMatchObject({
      online: false,
      reachable: true,
      code: 'wrong_secret',
      retry: null,
    })
    expect(driver.sent).toHaveLength(1)
  })

  it('22: no proof', () => {
    const { driver } = answered({ proof: null })
    expect(driver.outcome).toMatchObject({ online: false, reachable: true, code: 'credential_node' })
    expect(driver.sent).toHaveLength(1)
  })

  it('23: a changed byte', () => {
    const driver = openDriver({ handshake: 'noise' })
    const answer = new NoiseNode().answer(first(driver))
    answer[100] = (answer[100] ?? 0) ^ 1
    driver.frame(answer)
    expect(driver.outcome).toMatchObject({ online: false, code: 'not_easytier' })
  })

  it.each([
    ['a legacy answer', answerFrame()],
    ['a ping', pingFrame()],
    ['nothing in it', encodeFrame({ from: nodeValue, to: probeValue, type: 14, payload: new Uint8Array(0) })],
    [
      'too much in it',
      encodeFrame({ from: nodeValue, to: probeValue, type: 14, payload: new Uint8Array(4097) }),
    ],
  ])('%s', (_, frame) => {
    const driver = openDriver({ handshake: 'noise' })
    driver.frame(frame)
    expect(driver.outcome).toMatchObject({ online: false, reachable: false, code: 'not_easytier' })
  })

  it('the echo of another connection id, or an unknown role', () => {
    expect(answered({ echo: Uint8Array.of(8, 1) }).driver.outcome?.code).toBe('not_easytier')
    expect(answered({ role: 3 }).driver.outcome?.code).toBe('not_easytier')
    expect(answered({ role: 0 }).driver.outcome?.code).toBe('not_easytier')
  })
})

describe('a close after message 3', () => {
  it('by a node that proved the secret', () => {
    const { driver } = answered()
    close(driver)
    expect(driver.outcome).toMatchObject({ online: false, reachable: true, secure: true, code: 'dropped' })
  })

  it('by a node of another network', () => {
    const { driver } = answered({ role: 2, proof: null })
    close(driver)
    expect(driver.outcome).toMatchObject({ online: false, code: 'foreign_rejected', mode: 'foreign' })
  })
})
