import { describe, expect, it } from 'vitest'
import type { ProbeCode } from '../../../src/easytier/codes.ts'
import { encodeData, encodeSyn, frameOfData, isSackOf } from '../../../src/easytier/datagram.ts'
import { hex, readUdpExchanges, unhex, type Exchange, type UdpExchange } from './fixtures.ts'
import { replay } from './replay.ts'

const exchanges = readUdpExchanges()
const answered = exchanges.filter((exchange) => exchange.datagrams.length > 0)

function named(exchange: UdpExchange) {
  return [`${exchange.core} ${exchange.id}`, exchange] as const
}

/** What a session is known by, read by hand: conn_id and the magic of its Syn. */
function sessionOf({ datagrams }: UdpExchange) {
  const syn = Buffer.from(datagrams[0]?.hex ?? '', 'hex')
  return { connId: syn.readUInt32LE(0), magic: new Uint8Array(syn.subarray(8)) }
}

/** The frames of an exchange, out of its datagrams. */
function withFrames(exchange: UdpExchange): Exchange {
  const { connId } = sessionOf(exchange)
  const frames = exchange.datagrams.flatMap(({ dir, ms, hex: text }) => {
    const frame = frameOfData(unhex(text), connId)
    return frame === null ? [] : [{ dir, ms, hex: hex(frame) }]
  })
  return { ...exchange, frames }
}

/** What the recipe says of each. */
function expected(exchange: UdpExchange): { code: ProbeCode | null; retry: string | null } {
  const { id } = exchange
  const isSilent = exchange.datagrams.filter((datagram) => datagram.dir === 'in').length === 1
  if (id.startsWith('noise-to-plain')) return { code: 'secure_not_supported', retry: null }
  if (isSilent) return { code: 'handshake_timeout', retry: 'again' }
  if (id.includes('wrong')) return { code: 'wrong_secret', retry: null }
  if (id.startsWith('private-mode')) return { code: 'no_pong', retry: null }
  if (id.startsWith('secure-legacy')) return { code: 'no_pong', retry: 'noise' }
  return { code: null, retry: null }
}

describe('an exchange with a real core over UDP', () => {
  it('is there for every version', () => {
    expect(exchanges).toHaveLength(5 + 6 + 9 + 9)
    expect(answered).toHaveLength(exchanges.length - 4)
  })

  it.each(answered.map(named))('%s begins with Syn and Sack, byte for byte', (_, exchange) => {
    const { connId, magic } = sessionOf(exchange)
    const [syn, sack, first] = exchange.datagrams
    expect(hex(encodeSyn(connId, magic))).toBe(syn?.hex)
    expect(isSackOf(unhex(sack?.hex ?? ''), connId, magic)).toBe(true)
    expect(first?.dir).toBe('out')
  })

  it.each(answered.map(named))('%s has the outcome of the recipe', (_, exchange) => {
    const { outcome } = replay(withFrames(exchange))
    const { code, retry } = expected(exchange)
    const isForeign = exchange.id.startsWith('foreign')
    expect(outcome).toMatchObject({
      online: code === null,
      code,
      retry,
      warnings: isForeign ? ['network_name_mismatch'] : [],
      secure: exchange.id === 'secure-noise-udp',
      connectionCount: 0,
    })
    if (code === null) {
      expect(outcome?.mode).toBe(isForeign ? 'foreign' : 'same_network')
      expect(outcome?.easytierVersion).toContain(exchange.core)
    }
  })

  it.each(answered.map(named))('%s is answered with the very datagrams recorded', (_, exchange) => {
    const { connId } = sessionOf(exchange)
    const recorded = exchange.datagrams.filter(({ dir }) => dir === 'out').map((datagram) => datagram.hex)
    const sent = replay(withFrames(exchange)).sent.map((frame) => hex(encodeData(connId, frame)))
    expect(sent[0]).toBe(recorded[1])
    const left = recorded.slice(1)
    const isPing = (datagram: string): boolean => datagram.slice(32, 34) === '04'
    for (const datagram of sent) {
      // the prototype did not repeat its pings
      if (!left.includes(datagram) && isPing(datagram)) continue
      expect(left).toContain(datagram)
      left.splice(left.indexOf(datagram), 1)
    }
    // beyond: the ping and message 3 to a node that refuses, and answers to what came after the end
    const beyond = left.map((datagram) => Number.parseInt(datagram.slice(32, 34), 16))
    for (const type of beyond) expect(exchange.pongs > 0 ? [5, 9] : [4, 15]).toContain(type)
  })
})

describe('a datagram', () => {
  const connId = 0x11223344
  const magic = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)

  it('is written as the recipe shows it', () => {
    expect(hex(encodeSyn(connId, magic))).toBe('44332211010008000102030405060708')
    expect(isSackOf(unhex('44332211020008000102030405060708'), connId, magic)).toBe(true)
    expect(hex(encodeData(connId, unhex('aabb')))).toBe('4433221103000200aabb')
  })

  it.each([
    ['another conn_id', '45332211020008000102030405060708'],
    ['another magic', '44332211020008000102030405060709'],
    ['a shorter body', '443322110200070001020304050607'],
    ['a longer body', '4433221102000900010203040506070809'],
    ['a length that does not fit', '44332211020009000102030405060708'],
    ['a Syn', '44332211010008000102030405060708'],
    ['data', '44332211030008000102030405060708'],
    ['nothing', ''],
    ['half a header', '44332211'],
  ])('is no Sack with %s', (_what, text) => {
    expect(isSackOf(unhex(text), connId, magic)).toBe(false)
  })

  it.each([
    ['of another session', '4533221103000200aabb'],
    ['with too short a length', '4433221103000100aabb'],
    ['with too long a length', '4433221103000300aabb'],
    ['of another type', '4433221104000200aabb'],
    ['for hole punching', '4433221105000200aabb'],
  ])('is no frame %s', (_what, text) => {
    expect(frameOfData(unhex(text), connId)).toBeNull()
  })

  it('carries a frame whatever the byte after the type', () => {
    expect(hex(frameOfData(unhex('4433221103ff0200aabb'), connId) ?? new Uint8Array(0))).toBe('aabb')
    expect(frameOfData(unhex('4433221103000000'), connId)).toHaveLength(0)
  })
})
