import { describe, expect, it } from 'vitest'
import { utf8 } from '../../../src/easytier/bytes.ts'
import { encodeFrame } from '../../../src/easytier/frame.ts'
import type { ProbeOutcome } from '../../../src/easytier/machine-types.ts'
import {
  answerFrame,
  nodeValue,
  openDriver,
  pingFrame,
  pongFrame,
  probeValue,
  rpcFrame,
  runToEnd,
  smallRoutes,
  syncBody,
} from './node-frames.ts'
import type { TestDriver } from './replay.ts'

const zeroDigest = new Uint8Array(32)
function close(driver: TestDriver, extra: { wsCode?: number; reset?: boolean } = {}) {
  return driver.handle({ type: 'closed', nowMs: 9, ...extra })
}
function timer(driver: TestDriver, id: 'handshake' | 'admission' | 'sync' | 'sync-repeat') {
  return driver.handle({ type: 'timer', id, nowMs: 9 })
}

const notOnline: ProbeOutcome = {
  online: false,
  reachable: false,
  code: null,
  warnings: [],
  mode: null,
  secure: false,
  latencyMs: -1,
  handshakeMs: -1,
  connectionCount: 0,
  directPeerCount: 0,
  foreignPeerCount: 0,
  foreignNetworkCount: 0,
  foreignNetworkCountOfficial: 0,
  easytierVersion: '',
  avoidsRelay: undefined,
  retry: null,
}

/** Feeds the steps to a fresh legacy tcp probe and returns what came out. */
function outcomeOf(...steps: ((driver: TestDriver) => unknown)[]): ProbeOutcome | null {
  const driver = openDriver()
  for (const step of steps) step(driver)
  return driver.outcome
}
function frame(bytes: Uint8Array, nowMs = 2) {
  return (driver: TestDriver) => driver.frame(bytes, nowMs)
}
function bytes(data: Uint8Array) {
  return (driver: TestDriver) => driver.handle({ type: 'bytes', bytes: data, nowMs: 2 })
}

describe('row 7: the port of something else', () => {
  it.each([
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n'],
    ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['SMTP', '220 mail.example.org ESMTP\r\n'],
    ['a TLS alert', '\x15\x03\x03\x00\x02\x02\x46'],
  ])('%s', (_, banner) => {
    expect(outcomeOf(bytes(utf8(banner)))).toEqual({ ...notOnline, code: 'not_easytier' })
  })

  it.each([0, 15, 65_537, 2 ** 31])('a frame of length %i', (length) => {
    const prefix = new Uint8Array(4)
    new DataView(prefix.buffer).setUint32(0, length, true)
    expect(outcomeOf(bytes(prefix))).toEqual({ ...notOnline, code: 'not_easytier' })
  })

  it.each([0, 15, 65_537])('a WebSocket message of %i bytes', (length) => {
    const driver = openDriver({ transport: 'ws' })
    driver.frame(new Uint8Array(length))
    expect(driver.outcome).toEqual({ ...notOnline, code: 'not_easytier' })
  })

  it('a WebSocket text message, at any time', () => {
    const early = openDriver({ transport: 'ws' })
    early.handle({ type: 'text', nowMs: 1 })
    expect(early.outcome).toEqual({ ...notOnline, code: 'not_easytier' })
    const late = openDriver({ transport: 'ws' })
    late.frame(answerFrame(), 2)
    late.frame(pongFrame(1), 3)
    late.handle({ type: 'text', nowMs: 4 })
    expect(late.outcome).toMatchObject({ online: false, reachable: true, code: 'not_easytier' })
  })

  it('bytes without end before an answer', () => {
    const driver = openDriver()
    driver.frame(answerFrame(), 1)
    const flood = encodeFrame({ from: nodeValue, to: probeValue, type: 1, payload: new Uint8Array(65_000) })
    let frames = 0
    for (; driver.outcome === null; frames++) driver.frame(flood)
    expect(frames).toBe(65)
    expect(driver.outcome).toMatchObject({ online: false, code: 'not_easytier' })
  })
})

describe('rows 8, 9 and 17: no answer', () => {
  it.each([{}, { reset: true }, { wsCode: 1006 }, { wsCode: 4401 }, { wsCode: 4403 }])('closed %o', (how) => {
    expect(outcomeOf((driver) => close(driver, how))).toEqual({
      ...notOnline,
      code: 'closed_no_response',
      retry: 'noise',
    })
  })

  it('closed in the middle of an answer', () => {
    expect(outcomeOf(bytes(Uint8Array.of(0x45, 0, 0)), close)?.code).toBe('closed_no_response')
  })

  it('silence', () => {
    const driver = openDriver()
    expect(driver.timers.get('handshake')).toBe(5000)
    timer(driver, 'handshake')
    expect(driver.outcome).toEqual({ ...notOnline, code: 'handshake_timeout' })
  })

  it('the budget of the driver used up', () => {
    expect(outcomeOf((driver) => driver.handle({ type: 'expired', nowMs: 9 }))?.code).toBe(
      'handshake_timeout',
    )
  })
})

describe('rows 10 and 11: a strange answer', () => {
  it.each([
    ['another type', answerFrame({ type: 8 })],
    ['a Noise message', answerFrame({ type: 14 })],
    ['another magic', answerFrame({ magic: 0xd1e1a5e0 })],
    ['no magic', answerFrame({ magic: 0 })],
    ['a digest of 31 bytes', answerFrame({ digest: new Uint8Array(31) })],
    ['no payload', encodeFrame({ from: nodeValue, to: 0, type: 2, payload: new Uint8Array(0) })],
    ['a broken payload', encodeFrame({ from: nodeValue, to: 0, type: 2, payload: Uint8Array.of(8, 0xff) })],
    ['a name that is a number', encodeFrame({ from: 1, to: 0, type: 2, payload: Uint8Array.of(40, 1) })],
  ])('%s', (_, answer) => {
    expect(outcomeOf(frame(answer))).toEqual({ ...notOnline, code: 'not_easytier', handshakeMs: 2 })
  })

  it.each([0, 2])('version %i', (version) => {
    expect(outcomeOf(frame(answerFrame({ version })))).toEqual({
      ...notOnline,
      reachable: true,
      code: 'protocol_version',
      handshakeMs: 2,
    })
  })
})

describe('row 12: accepted', () => {
  const good: ProbeOutcome = {
    ...notOnline,
    online: true,
    reachable: true,
    mode: 'same_network',
    latencyMs: 1,
    handshakeMs: 2,
    connectionCount: 1,
    directPeerCount: 1,
    easytierVersion: '2.6.4-8428a89d',
    avoidsRelay: false,
  }

  it('three pongs, then the routes', () => {
    const driver = openDriver()
    runToEnd(driver)
    expect(driver.outcome).toEqual(good)
    expect(driver.handle({ type: 'closed', nowMs: 9 })).toEqual([])
    expect(driver.handle({ type: 'open', nowMs: 9 })).toEqual([])
  })

  it('the routes first, the node pinging in between, the pongs last', () => {
    const driver = openDriver()
    driver.frame(answerFrame(), 2)
    driver.frame(rpcFrame({ body: syncBody(smallRoutes) }), 2)
    driver.frame(pingFrame(), 2)
    for (const sequence of [1, 2, 3]) driver.frame(pongFrame(sequence), 2 + sequence)
    expect(driver.outcome).toEqual(good)
  })

  it('the routes of a node with 1,500 foreign peers come in more than 32 pieces', () => {
    const foreign = Array.from({ length: 1500 }, (_, i) => ({
      peer: nodeValue,
      name: `network-of-${i}`,
      ids: [i + 1],
    }))
    const body = syncBody({ ...smallRoutes, foreign })
    const size = 1300
    const total = Math.ceil(body.length / size)
    expect(total).toBeGreaterThan(32)
    const driver = openDriver()
    driver.frame(answerFrame(), 2)
    for (const sequence of [1, 2, 3]) driver.frame(pongFrame(sequence), 3)
    for (let index = 0; index < total; index += 1) {
      const part = body.subarray(index * size, (index + 1) * size)
      driver.frame(rpcFrame({ body: part, total, index }), 4)
    }
    expect(driver.outcome?.foreignPeerCount).toBe(1500)
  })

  it('latency is the best of three, rounded, and at least 1', () => {
    const times = (...ms: number[]) => {
      const driver = openDriver()
      driver.frame(answerFrame(), 10)
      driver.frame(rpcFrame({ body: syncBody(smallRoutes) }), 10)
      for (const [i, nowMs] of ms.entries()) driver.frame(pongFrame(i + 1), nowMs)
      return driver.outcome?.latencyMs
    }
    expect(times(30, 35.4, 60)).toBe(5)
    expect(times(30, 47.6, 90)).toBe(18)
    expect(times(10.1, 10.2, 10.3)).toBe(1)
    expect(times(10, 10, 10)).toBe(1)
  })

  it('a pong with other ids counts, one with another number does not', () => {
    const driver = openDriver()
    driver.frame(answerFrame(), 2)
    driver.frame(
      encodeFrame({ from: nodeValue, to: probeValue, type: 5, payload: Uint8Array.of(9, 0, 0, 0) }),
    )
    driver.frame(encodeFrame({ from: nodeValue, to: probeValue, type: 5, payload: Uint8Array.of(1, 0, 0) }))
    expect(driver.timers.has('admission')).toBe(true)
    driver.frame(encodeFrame({ from: 5, to: 6, type: 5, payload: Uint8Array.of(1, 0, 0, 0) }))
    expect(driver.timers.has('admission')).toBe(false)
    driver.frame(encodeFrame({ from: 5, to: 6, type: 5, payload: Uint8Array.of(1, 0, 0, 0) }))
    expect(driver.sent.filter((sent) => sent[8] === 4)).toHaveLength(2)
  })
})

describe('rows 13 to 16: what the answer says, and a close', () => {
  it('13: right secret, closed before a pong', () => {
    expect(outcomeOf(frame(answerFrame()), close)).toEqual({
      ...notOnline,
      reachable: true,
      code: 'secure_mode_required',
      mode: 'same_network',
      handshakeMs: 2,
      retry: 'noise',
    })
  })

  it.each([
    ['zero', zeroDigest],
    ['another', zeroDigest.map(() => 7)],
    ['no', new Uint8Array(0)],
  ])('14: same name, %s digest', (_, digest) => {
    expect(outcomeOf(frame(answerFrame({ digest })))).toEqual({
      ...notOnline,
      reachable: true,
      code: 'wrong_secret',
      handshakeMs: 2,
    })
  })

  it('15: another name, accepted', () => {
    const driver = openDriver()
    runToEnd(
      driver,
      {
        peers: [{ id: nodeValue, isPublicServer: true }, { id: 20 }, { id: 21 }],
        connections: [
          [nodeValue, [20, 21, probeValue]],
          [20, [nodeValue]],
          [21, [nodeValue]],
          [probeValue, []],
        ],
        foreign: [{ peer: nodeValue, name: 'net', ids: [20, 21] }],
      },
      { name: 'other', digest: zeroDigest },
    )
    expect(driver.outcome).toMatchObject({
      online: true,
      code: null,
      warnings: ['network_name_mismatch'],
      mode: 'foreign',
      connectionCount: 2,
      directPeerCount: 2,
      foreignPeerCount: 0,
      foreignNetworkCountOfficial: 0,
    })
  })

  it('16: another name, closed', () => {
    expect(outcomeOf(frame(answerFrame({ name: 'other', digest: zeroDigest })), close)).toEqual({
      ...notOnline,
      reachable: true,
      code: 'foreign_rejected',
      mode: 'foreign',
      handshakeMs: 2,
    })
  })

  it('another name and no sign of admission: not online', () => {
    const step = frame(answerFrame({ name: 'other' }))
    expect(outcomeOf(step, (driver) => timer(driver, 'admission'))).toMatchObject({
      online: false,
      reachable: true,
      code: 'no_pong',
      mode: 'foreign',
    })
  })
})

describe('row 18: no pong and no close', () => {
  it('right secret: online, the latency is that of the handshake', () => {
    const driver = openDriver()
    driver.frame(answerFrame(), 12)
    expect(driver.timers.get('admission')).toBe(2500)
    expect(driver.timers.has('handshake')).toBe(false)
    timer(driver, 'admission')
    expect(driver.outcome).toEqual({
      ...notOnline,
      online: true,
      reachable: true,
      warnings: ['no_pong'],
      mode: 'same_network',
      latencyMs: 12,
      handshakeMs: 12,
    })
  })

  it('another name, but the node pings us: admitted', () => {
    const steps = [frame(answerFrame({ name: 'other' })), frame(pingFrame())]
    expect(outcomeOf(...steps, (driver) => timer(driver, 'admission'))).toMatchObject({
      online: true,
      warnings: ['network_name_mismatch', 'no_pong'],
    })
  })
})

describe('row 19: id conflict', () => {
  it.each([probeValue, 0])('the node has id %i', (peerId) => {
    expect(outcomeOf(frame(answerFrame({ peerId })))).toEqual({
      ...notOnline,
      reachable: true,
      code: 'peer_id_conflict',
      handshakeMs: 2,
      retry: 'new_peer_id',
    })
  })
})

describe('row 24: no routes', () => {
  const unavailable = { online: true, code: null, warnings: ['sync_unavailable'], connectionCount: 0 }
  const admitted = [frame(answerFrame()), frame(pongFrame(1)), frame(pongFrame(2)), frame(pongFrame(3))]
  const expectUnavailable = (...sent: Uint8Array[]) => {
    const driver = openDriver()
    for (const step of admitted) step(driver)
    for (const bytes of sent) driver.frame(bytes)
    if (driver.outcome === null) timer(driver, 'sync')
    expect(driver.outcome).toMatchObject(unavailable)
  }

  it('silence, asked again three times at most', () => {
    const driver = openDriver()
    driver.frame(answerFrame(), 2)
    driver.frame(pongFrame(1), 3)
    expect(driver.timers.get('sync')).toBe(3000)
    expect(driver.timers.get('sync-repeat')).toBe(1000)
    for (let i = 0; i < 6 && driver.timers.delete('sync-repeat'); i++) timer(driver, 'sync-repeat')
    const requests = driver.sent.filter((sent) => sent[8] === 8)
    expect(requests).toHaveLength(4)
    expect(new Set(requests.map(String)).size).toBe(4)
    timer(driver, 'sync')
    expect(driver.outcome).toMatchObject(unavailable)
  })

  it('a foreign name is held for 2 s at most', () => {
    const driver = openDriver()
    driver.frame(answerFrame({ name: 'other' }), 2)
    driver.frame(pongFrame(1), 3)
    expect(driver.timers.get('sync')).toBe(2000)
  })

  const sealed = { from: nodeValue, to: probeValue, type: 8, payload: new Uint8Array(60), plaintextBytes: 32 }
  it.each([
    ['an unreadable cipher', encodeFrame(sealed)],
    ['an error as answer', rpcFrame({ isRequest: false, body: Uint8Array.of(0x12, 2, 0x1a, 0) })],
    ['from somebody else', rpcFrame({ from: 5, body: syncBody(smallRoutes) })],
    ['to somebody else', rpcFrame({ to: 5, body: syncBody(smallRoutes) })],
    ['of another service', rpcFrame({ service: 'PeerCenterRpc', body: syncBody(smallRoutes) })],
    ['of another method', rpcFrame({ method: 2, body: syncBody(smallRoutes) })],
    ['compressed', rpcFrame({ compression: 2, body: syncBody(smallRoutes) })],
    ['no protobuf', rpcFrame({ body: Uint8Array.of(0x12, 3, 0x22, 9, 1) })],
    ['a bitmap too short', rpcFrame({ body: syncBody({ ...smallRoutes, bitmap: Uint8Array.of(1) }) })],
    ['of too many pieces', rpcFrame({ total: 1025, body: syncBody(smallRoutes) })],
    ['a piece beyond the last', rpcFrame({ total: 2, index: 2, body: syncBody(smallRoutes) })],
    ['an unfinished message', rpcFrame({ total: 2, body: syncBody(smallRoutes) })],
  ])('%s', (_, sent) => {
    expectUnavailable(sent)
  })

  it('what cannot be read ends the wait: nothing better will come', () => {
    const driver = openDriver()
    for (const step of admitted) step(driver)
    driver.frame(rpcFrame({ compression: 2, body: syncBody(smallRoutes) }))
    expect(driver.outcome).toMatchObject(unavailable)
  })

  it('a third pong that does not come costs nothing but time', () => {
    const driver = openDriver()
    for (const step of admitted.slice(0, 3)) step(driver)
    driver.frame(rpcFrame({ body: syncBody(smallRoutes) }))
    expect(driver.outcome).toBeNull()
    timer(driver, 'sync')
    expect(driver.outcome).toMatchObject({ online: true, warnings: [], connectionCount: 1 })
  })
})

describe('row 25: dropped', () => {
  it('after a pong: online', () => {
    expect(outcomeOf(frame(answerFrame()), frame(pongFrame(1), 7), close)).toMatchObject({
      online: true,
      code: null,
      warnings: ['dropped'],
      latencyMs: 5,
    })
  })

  it.each(['same_network', 'foreign'])('after the node pinged, without a pong: not online (%s)', (mode) => {
    const name = mode === 'foreign' ? 'other' : 'net'
    expect(outcomeOf(frame(answerFrame({ name })), frame(pingFrame()), close)).toMatchObject({
      online: false,
      reachable: true,
      code: 'dropped',
      mode,
      retry: null,
    })
  })
})

describe('a timer of a stage that is over', () => {
  it('does nothing', () => {
    const driver = openDriver()
    expect(timer(driver, 'admission')).toEqual([])
    expect(timer(driver, 'sync')).toEqual([])
    expect(timer(driver, 'sync-repeat')).toEqual([])
    driver.frame(answerFrame(), 2)
    expect(timer(driver, 'handshake')).toEqual([])
    expect(timer(driver, 'sync')).toEqual([])
    driver.frame(pongFrame(1), 3)
    expect(timer(driver, 'admission')).toEqual([])
    expect(driver.outcome).toBeNull()
  })
})

describe('the budget used up', () => {
  it('ends with what is known', () => {
    const expire = (driver: TestDriver) => driver.handle({ type: 'expired', nowMs: 9 })
    expect(outcomeOf(frame(answerFrame()), expire)).toMatchObject({ online: true, warnings: ['no_pong'] })
    expect(outcomeOf(frame(answerFrame()), frame(pongFrame(1)), expire)).toMatchObject({
      online: true,
      warnings: ['sync_unavailable'],
    })
  })
})
