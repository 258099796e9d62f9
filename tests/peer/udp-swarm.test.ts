import { expect, test } from 'vitest'
import { seededRandom } from '../support/kv/random.ts'
import { ask, type Finding } from './support/hostile.ts'
import {
  datagram,
  loopback,
  memoryNetwork,
  sackOf,
  udpPeer,
  wrap,
  type Medium,
  type UdpManners,
  type Weather,
} from './support/udp-peer.ts'
import type { DatagramLayer } from '../../src/probe/datagrams.ts'

import { virtualClock, type VirtualClock } from './support/virtual-clock.ts'
import { frame, handShake, nodeId, packet } from './support/wire.ts'

const mebibyte = 1_048_576

type Kind = 'honest' | 'foreign' | 'wrong secret' | 'liar'
const kinds: readonly Kind[] = ['honest', 'foreign', 'wrong secret', 'liar']

/** Codes of a node that is there and takes us, where packets were lost. */
const losses: readonly (string | undefined)[] = [
  'connect_timeout',
  'handshake_timeout',
  'no_pong',
  'probe_timeout',
]

/** Loses, doubles, delays and thereby reorders, each datagram by chance. */
function badWeather(random: () => number): Weather {
  const loss = random() * 0.4
  const double = random() * 0.2
  const slowMs = random() < 0.5 ? 0 : random() * 400
  const delayMs = (): number => Math.floor(random() * slowMs)
  return () => {
    if (random() < loss) return []
    return random() < double ? [delayMs(), delayMs()] : [delayMs()]
  }
}

function bytesOf(random: () => number, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)))
}

/** A node that says what no node says: wrong Sacks, lengths that lie, noise, floods, forged frames, all by chance. */
function liar(random: () => number): UdpManners {
  const lie = (connId: number): Buffer => {
    const body = bytesOf(random, Math.floor(random() * 80))
    const lies = [
      () => bytesOf(random, Math.floor(random() * 200)),
      () => wrap((connId ^ 1) >>> 0, datagram.data, body),
      () => Object.assign(wrap(connId, datagram.data, body), { 6: Math.floor(random() * 256) }),
      () => wrap(connId, Math.floor(random() * 256), body),
      () => wrap(connId, datagram.data, frame(Math.floor(random() * 22), nodeId, 1, body)),
      () =>
        wrap(
          connId,
          datagram.data,
          frame(packet.handShake, nodeId, 1, handShake({ version: 2, digest: body })),
        ),
      () => wrap(connId, datagram.data, frame(packet.pong, nodeId, 1, bytesOf(random, 4))),
    ]
    return lies[Math.floor(random() * lies.length)]?.() ?? body
  }
  const isFlood = random() < 0.02
  return {
    onSyn(syn) {
      const connId = syn.readUInt32LE(0)
      const answers = Array.from({ length: isFlood ? 200 : Math.floor(random() * 5) }, () => lie(connId))
      return random() < 0.7 ? [...answers, sackOf(syn), lie(connId)] : answers
    },
    onData(line) {
      for (let i = Math.floor(random() * (isFlood ? 300 : 4)); i > 0; i -= 1) {
        line.send(frame(Math.floor(random() * 22), nodeId, 1, bytesOf(random, Math.floor(random() * 60))))
      }
      return true
    },
  }
}

function mannersOf(kind: Kind, random: () => number): UdpManners {
  if (kind === 'liar') return liar(random)
  if (kind === 'foreign') return { answer: { name: 'other', digest: Buffer.alloc(32) } }
  return kind === 'wrong secret' ? { answer: { digest: Buffer.alloc(32) } } : {}
}

/** What may be said of a node of that kind, whatever the weather. */
function expectTruth(kind: Kind, { result, tookMs, socketsLeft }: Finding): void {
  expect(tookMs).toBeLessThanOrEqual(12_020)
  expect(socketsLeft).toBe(0)
  const { is_online, mode, code } = result
  const said = is_online ? `online ${mode ?? ''}` : code
  const allowed = {
    honest: ['online same_network', ...losses],
    foreign: ['online foreign', ...losses],
    'wrong secret': ['wrong_secret', ...losses],
    // nobody without the digest is taken for a member, and nothing that a node says is "no EasyTier" over UDP
    liar: ['protocol_version', ...losses],
  } as const satisfies Record<Kind, readonly (string | undefined)[]>
  expect(allowed[kind]).toContain(said)
}

type Tally = Record<Kind, { done: number; right: number }>

type Place = { readonly clock: VirtualClock; readonly medium: Medium; readonly datagrams?: DatagramLayer }

async function exchange(seed: number, place: Place, tally: Tally): Promise<void> {
  const random = seededRandom(seed)
  const kind = kinds[seed % kinds.length] ?? 'honest'
  const { clock, medium, datagrams } = place
  const peer = await udpPeer(clock.other(), mannersOf(kind, random), badWeather(random), medium)
  const finding = await ask(peer.port, {
    scheme: 'udp',
    clock: clock.other(),
    ...(datagrams !== undefined && { datagrams }),
  })
  await peer.close()
  expectTruth(kind, finding)
  expect(finding.timersLeft).toBe(0)
  tally[kind].done += 1
  if (!losses.includes(finding.result.code)) tally[kind].right += 1
}

/** Runs them, some at once, and tells how much the heap grew at its peak. */
async function exchanges(
  count: number,
  atOnce: number,
  place: Place,
): Promise<{ tally: Tally; grownBytes: number }> {
  const tally: Tally = {
    honest: { done: 0, right: 0 },
    foreign: { done: 0, right: 0 },
    'wrong secret': { done: 0, right: 0 },
    liar: { done: 0, right: 0 },
  }
  const before = process.memoryUsage().heapUsed
  let peak = before
  let next = 0
  const line = async (): Promise<void> => {
    while (next < count) {
      next += 1
      await exchange(next, place, tally)
      peak = Math.max(peak, process.memoryUsage().heapUsed)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, line))
  return { tally, grownBytes: peak - before }
}

test.each<[number, number, string, () => Place]>([
  [10_000, 10, 'in memory', () => ({ clock: virtualClock(0, 2), ...memoryNetwork() })],
  [100, 50, 'over real sockets', () => ({ clock: virtualClock(), medium: loopback })],
])(
  '%i exchanges (%i at once, %s) with nodes that lose, double, delay, reorder and lie',
  async (count, atOnce, _where, makePlace) => {
    const { tally, grownBytes } = await exchanges(count, atOnce, makePlace())
    expect(Object.values(tally).reduce((sum, { done }) => sum + done, 0)).toBe(count)
    // up to 40 % of the datagrams are lost each way, and most verdicts are right all the same
    for (const kind of ['honest', 'foreign', 'wrong secret'] as const) {
      const { done, right } = tally[kind]
      expect([kind, right / done > 0.9]).toEqual([kind, true])
    }
    expect(grownBytes).toBeLessThan(200 * mebibyte)
  },
  300_000,
)
