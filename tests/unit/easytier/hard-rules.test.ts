import { describe, expect, it } from 'vitest'
import { encodeFrame, PacketType } from '../../../src/easytier/frame.ts'
import { hex, readExchanges, unhex } from './fixtures.ts'
import { assertHarmless } from './harmless.ts'
import {
  answerFrame,
  nodeValue,
  openDriver,
  pingFrame,
  pongFrame,
  probeValue,
  rpcFrame,
  smallRoutes,
  syncBody,
} from './node-frames.ts'
import { NoiseNode } from './noise-node.ts'
import { replay, type TestDriver } from './replay.ts'

function admitted(): TestDriver {
  const driver = openDriver()
  driver.frame(answerFrame(), 2)
  driver.frame(pongFrame(1), 3)
  return driver
}

function typesSent(driver: TestDriver, type: number) {
  return driver.sent.filter((frame) => frame[8] === type)
}

describe('no probe harms a node (section 8)', () => {
  const plain = readExchanges().filter((exchange) => exchange.noise === undefined)
  it.each(plain.map((exchange) => [`${exchange.core} ${exchange.id}`, exchange] as const))(
    '%s',
    (_, exchange) => {
      const driver = replay(exchange)
      const received = exchange.frames.filter((frame) => frame.dir === 'in').map((frame) => unhex(frame.hex))
      expect(() => assertHarmless(driver.sent, received)).not.toThrow()
    },
  )

  it('rule 1: an acknowledgement has no error, whatever was acknowledged', () => {
    const driver = admitted()
    driver.frame(rpcFrame({ body: syncBody({}) }))
    driver.frame(rpcFrame({ body: syncBody(smallRoutes), transaction: 78 }))
    driver.frame(rpcFrame({ body: Uint8Array.of(0x12, 0), transaction: 79 }))
    expect(typesSent(driver, PacketType.rpcResponse)).toHaveLength(3)
    expect(() => assertHarmless(driver.sent, [])).not.toThrow()
  })

  it('rules 2 and 3: no request tells of peers, every one has a descriptor', () => {
    const driver = admitted()
    for (let i = 0; i < 3; i++) driver.handle({ type: 'timer', id: 'sync-repeat', nowMs: 1000 * i })
    expect(typesSent(driver, PacketType.rpcRequest)).toHaveLength(4)
    expect(() => assertHarmless(driver.sent, [])).not.toThrow()
  })

  it.each([0, 1, 3])('rule 4: a ping of %i payload bytes gets no pong', (length) => {
    const driver = admitted()
    driver.frame(pingFrame(new Uint8Array(length)))
    expect(typesSent(driver, PacketType.pong)).toEqual([])
  })

  it.each([4, 5, 60])(
    'rule 4: a pong echoes all %i payload bytes and the whole header but the type',
    (length) => {
      const driver = admitted()
      const ping = pingFrame(new Uint8Array(length).map((_, i) => i + 1))
      ping[10] = 3
      ping[11] = 0x36
      driver.frame(ping)
      const expected = ping.slice()
      expected[8] = 5
      expect(typesSent(driver, PacketType.pong).map(hex)).toEqual([hex(expected)])
    },
  )

  it('rule 4: no pong to a ping of somebody else, nor before the answer to the handshake', () => {
    const driver = admitted()
    driver.frame(pingFrame(Uint8Array.of(1, 0, 0, 0), 5))
    expect(typesSent(driver, PacketType.pong)).toEqual([])
    const early = openDriver()
    early.frame(pingFrame())
    expect(early.sent).toHaveLength(1)
    expect(early.outcome?.code).toBe('not_easytier')
  })

  it('rule 5: the digest of Noise message 3 has 32 bytes, for empty and long inputs too', () => {
    for (const [networkName, networkSecret] of [
      ['', ''],
      ['n'.repeat(255), 's'.repeat(255)],
      ['测试网络', ''],
    ] as const) {
      const driver = openDriver({ handshake: 'noise', networkName, networkSecret })
      const node = new NoiseNode()
      driver.frame(node.answer(driver.sent[0] ?? new Uint8Array(0), { role: 2, proof: null }))
      node.takeMessage3(driver.sent[1] ?? new Uint8Array(0))
      expect(node.message3.get(4)).toHaveLength(32)
    }
  })

  it('rule 6: foreign and data packets are neither sent nor relayed', () => {
    const driver = admitted()
    const before = driver.sent.length
    for (let type = 0; type < 256; type++) {
      if ([4, 5, 8].includes(type)) continue
      driver.frame(encodeFrame({ from: nodeValue, to: probeValue, type, payload: new Uint8Array(40) }))
    }
    expect(driver.sent).toHaveLength(before)
    expect(driver.outcome).toBeNull()
  })

  it('a flood of pings and calls is answered so often and no more', () => {
    const driver = openDriver({ limits: { repliesMax: 10 } })
    driver.frame(answerFrame(), 2)
    driver.frame(pongFrame(1), 3)
    for (let i = 0; i < 50; i++) {
      driver.frame(pingFrame())
      driver.frame(rpcFrame({ body: syncBody(smallRoutes), transaction: i }))
    }
    const replies =
      typesSent(driver, PacketType.pong).length + typesSent(driver, PacketType.rpcResponse).length
    expect(replies).toBe(10)
  })

  it('nothing is sent behind the handshake before its answer', () => {
    const driver = openDriver()
    expect(driver.sent.map((frame) => frame[8])).toEqual([PacketType.handShake])
  })
})
