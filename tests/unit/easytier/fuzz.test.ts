import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { decodeFrame } from '../../../src/easytier/frame.ts'
import { decodeHandShake } from '../../../src/easytier/handshake.ts'
import { defaultLimits } from '../../../src/easytier/limits.ts'
import { decodeNoiseMessage2 } from '../../../src/easytier/noise-messages.ts'
import { decodeSyncRequest } from '../../../src/easytier/route-sync.ts'
import { decodeRpcPacket } from '../../../src/easytier/rpc.ts'
import { readExchanges, unhex, type Exchange } from './fixtures.ts'
import { assertHarmless } from './harmless.ts'
import {
  answerFrame,
  openDriver,
  pingFrame,
  pongFrame,
  probeValue,
  rpcFrame,
  smallRoutes,
  syncBody,
} from './node-frames.ts'
import { configOf, onTcp, TestDriver } from './replay.ts'

const framesValue = 100_000
const heapGrowthBytesMax = 24 * 1024 * 1024
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 32)) >>> 0

/** mulberry32: the same run for the same seed */
function randomFrom(state: number): (below: number) => number {
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const random = randomFrom(seed)
function pick<T>(items: readonly T[]): T {
  const item = items[random(items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

const nasty = [
  [0xff],
  [0x80],
  [0],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  Array(11).fill(0xff),
  [0x0a, 0xff, 0xff, 3],
]

/** One to four changes: a bit, a byte, a cut, an insertion, a removal, a repetition. */
function mutate(frame: Uint8Array): Uint8Array {
  let bytes = new Uint8Array(frame)
  for (let left = 1 + random(4); left > 0; left--) {
    const at = random(bytes.length + 1)
    const end = Math.min(bytes.length, at + 1 + random(12))
    const [before, middle, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)]
    switch (random(6)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8))
        break
      case 1:
        bytes[at] = random(256)
        break
      case 2:
        bytes = new Uint8Array(before)
        break
      case 3:
        bytes = new Uint8Array(Buffer.concat([before, Uint8Array.from(pick(nasty)), middle, after]))
        break
      case 4:
        bytes = new Uint8Array(Buffer.concat([before, after]))
        break
      default:
        bytes = new Uint8Array(Buffer.concat([before, middle, middle, after]))
    }
  }
  return bytes
}

/** A conversation to spoil: the probe and what its node sends, in order. */
type Script = { start: () => TestDriver; frames: Uint8Array[] }

function scriptOf(exchange: Exchange): Script {
  const start = () => {
    const driver = new TestDriver(configOf(exchange))
    driver.handle({ type: 'open', nowMs: 0 })
    return driver
  }
  return { start, frames: exchange.frames.filter(({ dir }) => dir === 'in').map(({ hex }) => unhex(hex)) }
}

const handMade: Script[] = (['tcp', 'ws'] as const).map((transport) => {
  const body = syncBody({ ...smallRoutes, foreign: [{ peer: 1, name: 'f', ids: [1, 2, 3] }] })
  const half = Math.ceil(body.length / 2)
  const pieces = [body.subarray(0, half), body.subarray(half)].map((part, index) =>
    rpcFrame({ body: part, total: 2, index }),
  )
  const pongs = [1, 2, 3].map(pongFrame)
  const frames = [answerFrame(), pingFrame(), ...pieces, ...pongs]
  return { start: () => openDriver({ transport }), frames }
})
const captured = readExchanges().filter(({ frames }) => frames.some(({ dir }) => dir === 'in'))
const legacy = [...captured.filter(({ noise }) => noise === undefined).map(scriptOf), ...handMade]
const secure = captured.filter(({ noise }) => noise !== undefined).map(scriptOf)
/** Secure ones are rarer: their key exchange takes most of the time. */
function pickScript(): Script {
  return pick(random(20) === 0 ? secure : legacy)
}

/** The decoders on their own, which the machine may not reach with a spoilt frame. */
function decodeAll(bytes: Uint8Array): void {
  decodeFrame(bytes, defaultLimits.frameBytesMax)
  const payload = bytes.subarray(16)
  for (const decode of [decodeHandShake, decodeRpcPacket, decodeNoiseMessage2]) decode(payload)
  decodeSyncRequest(payload, probeValue, defaultLimits.routeEntriesMax)
}

/** Plays a script with some frames spoilt, dropped, repeated or moved; returns how many spoilt ones it fed. */
function playSpoilt({ start, frames }: Script): number {
  const driver = start()
  const spoilsPrefix = random(8) === 0
  const received: Uint8Array[] = []
  let spoilt = 0
  // mostly a clean answer and then spoilt frames in disorder; sometimes the frames as they were, the answer spoilt too
  const inDisorder = random(4) !== 0
  const order = inDisorder
    ? [...frames.slice(0, 1), ...Array.from({ length: 14 }, () => pick(frames))]
    : frames
  for (const [index, frame] of order.entries()) {
    const isSpoilt = inDisorder ? index > 0 && random(5) !== 0 : random(2) === 0
    const bytes = isSpoilt ? mutate(frame) : frame
    if (isSpoilt) {
      spoilt++
      decodeAll(bytes)
    }
    received.push(bytes)
    if (isSpoilt && spoilsPrefix) driver.handle({ type: 'bytes', bytes: mutate(onTcp(bytes)), nowMs: index })
    else driver.frame(bytes, index)
    if (driver.outcome !== null) break
  }
  for (let i = 0; i < 3 && driver.outcome === null; i++) driver.handle({ type: 'expired', nowMs: 9999 })
  if (driver.outcome === null) throw new Error('no outcome')
  const isSealed = driver.sent[0]?.[8] === 13
  if (!isSealed && !spoilsPrefix) assertHarmless(driver.sent, received)
  return spoilt
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

it(`${framesValue} spoilt frames: no throw, no hang, memory flat`, { timeout: 300_000 }, () => {
  console.log(`FUZZ_SEED=${seed}`)
  let fed = 0
  let afterFirst = 0
  try {
    while (fed < framesValue) {
      fed += playSpoilt(pickScript())
      if (afterFirst === 0 && fed > framesValue / 5) afterFirst = heapBytes()
    }
  } catch (error) {
    throw new Error(`FUZZ_SEED=${seed}, frame ${fed}`, { cause: error })
  }
  expect(heapBytes() - afterFirst).toBeLessThan(heapGrowthBytesMax)
})
