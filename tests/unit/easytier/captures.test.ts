import { describe, expect, it } from 'vitest'
import type { ProbeCode } from '../../../src/easytier/codes.ts'
import { readExchanges, unhex, type Exchange } from './fixtures.ts'
import { configOf, framesOut, onTcp, replay, sentHex, TestDriver } from './replay.ts'

const exchanges = readExchanges()
function named(exchange: Exchange) {
  return [`${exchange.core} ${exchange.id}`, exchange] as const
}

/** What section 9 says about an exchange that did not end well, from what the prototype saw. */
function expectedCode(exchange: Exchange): ProbeCode | null {
  if (exchange.ended === 'open') return null
  if (exchange.ended === 'closed_no_response') return 'closed_no_response'
  if (exchange.ended === 'noise_closed') return 'secure_not_supported'
  if (exchange.id.includes('wrong-secret')) return 'wrong_secret'
  return exchange.decoded.digest_equal === true ? 'secure_mode_required' : 'foreign_rejected'
}

function isForeign(exchange: Exchange) {
  return /^(foreign-accepted|foreign-with|foreign-refused|private)/.test(exchange.id)
}

/** Section 6.4 once more, on what the prototype decoded. */
function expectedCounts(exchange: Exchange) {
  const { decoded } = exchange
  const node = decoded.node_peer_id
  const known = decoded.route_peers ?? []
  const row = decoded.connections?.find(([id]) => id === node)?.[1] ?? []
  const direct = known.filter((peer) => peer.id !== node && row.includes(peer.id)).length
  const foreign = ((decoded as { foreign?: { peer: number; ids: number[] }[] }).foreign ?? []).filter(
    (entry) => entry.peer === node && !isForeign(exchange),
  )
  const foreignPeers = foreign.flatMap((entry) => entry.ids).length
  return {
    connectionCount: direct + foreignPeers,
    directPeerCount: direct,
    foreignPeerCount: foreignPeers,
    foreignNetworkCount: foreign.length,
    foreignNetworkCountOfficial: foreign.length,
  }
}

describe('an exchange with a real core', () => {
  it.each(exchanges.map(named))('%s has the recorded outcome', (_, exchange) => {
    const { outcome } = replay(exchange)
    const code = expectedCode(exchange)
    const online = code === null
    expect(outcome).toMatchObject({
      online,
      code,
      reachable: online || exchange.frames.some((frame) => frame.dir === 'in'),
      warnings: online && isForeign(exchange) ? ['network_name_mismatch'] : [],
      secure: online && exchange.noise !== undefined,
      ...expectedCounts(exchange),
    })
    if (online) {
      expect(outcome?.mode).toBe(isForeign(exchange) ? 'foreign' : 'same_network')
      expect(outcome?.easytierVersion.split('-')[0]).toBe(exchange.core)
      expect(outcome?.latencyMs).toBeGreaterThanOrEqual(1)
      const node = exchange.decoded.route_peers?.find(({ id }) => id === exchange.decoded.node_peer_id)
      // Field 2, a varint of 1, among flags of two bytes each.
      const flags: readonly string[] = node?.feature_flag_hex.match(/.{4}/g) ?? []
      expect(outcome?.avoidsRelay).toBe(node === undefined ? undefined : flags.includes('1001'))
    }
    const retries = ['closed_no_response', 'secure_mode_required']
    expect(outcome?.retry).toBe(retries.includes(code ?? '') ? 'noise' : null)
  })

  it.each(exchanges.map(named))('%s is answered with the very bytes recorded', (_, exchange) => {
    const recorded = framesOut(exchange)
    const sent = sentHex(replay(exchange))
    expect(sent[0]).toBe(recorded[0])
    const left = [...recorded]
    for (const frame of sent) {
      expect(left).toContain(frame)
      left.splice(left.indexOf(frame), 1)
    }
    // what the prototype sent beyond that: a ping or message 3 to a node that refuses, pongs after the end
    const beyond = left.map((frame) => Number.parseInt(frame.slice(16, 18), 16))
    for (const type of beyond) expect(exchange.ended === 'open' ? [5] : [4, 15]).toContain(type)
  })

  const onStream = exchanges.filter((exchange) => exchange.transport === 'tcp').map(named)

  it.each(onStream)('%s is the same one byte at a time', (_, exchange) => {
    const whole = replay(exchange)
    const slow = replay(exchange, (stream) => Array.from(stream, (byte) => Uint8Array.of(byte)))
    expect(slow.outcome).toEqual(whole.outcome)
    expect(sentHex(slow)).toEqual(sentHex(whole))
  })

  it.each(onStream)('%s is the same at every split of each frame', (_, exchange) => {
    const whole = replay(exchange)
    const longest = Math.max(...exchange.frames.map((frame) => onTcp(unhex(frame.hex)).length))
    for (let at = 1; at < longest; at++) {
      const split = replay(exchange, (stream) => [stream.subarray(0, at), stream.subarray(at)])
      expect(split.outcome, `split at ${at}`).toEqual(whole.outcome)
      expect(sentHex(split)).toEqual(sentHex(whole))
    }
  })

  it.each(onStream)('%s is the same with neighbouring frames in one chunk', (_, exchange) => {
    const driver = new TestDriver(configOf(exchange))
    driver.handle({ type: 'open', nowMs: 0 })
    let chunk: Uint8Array[] = []
    const flush = (nowMs: number) => {
      if (chunk.length > 0) driver.handle({ type: 'bytes', bytes: Buffer.concat(chunk), nowMs })
      chunk = []
    }
    for (const { dir, hex: text, ms } of exchange.frames) {
      if (dir === 'out') flush(ms)
      else chunk.push(onTcp(unhex(text)))
    }
    flush(0)
    if (exchange.ended !== 'open') driver.handle({ type: 'closed', nowMs: 0 })
    const { outcome } = replay(exchange)
    const times = { latencyMs: expect.any(Number), handshakeMs: expect.any(Number) }
    expect(driver.outcome).toEqual({ ...outcome, ...times })
  })

  it('counted exactly as easytier-cli printed it: 2 direct and 3 foreign peers', () => {
    const counted = exchanges.filter((exchange) => exchange.id === 'count-2-direct-3-foreign')
    expect(counted).toHaveLength(3)
    for (const exchange of counted) {
      expect(replay(exchange).outcome).toMatchObject({
        connectionCount: 5,
        directPeerCount: 2,
        foreignPeerCount: 3,
        foreignNetworkCount: 2,
        foreignNetworkCountOfficial: 2,
      })
    }
  })
})
