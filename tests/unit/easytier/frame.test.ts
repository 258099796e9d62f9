import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeFrame,
  encodeFrame,
  prefixForTcp,
  TcpFrameDecoder,
  withPacketType,
  type FrameResult,
} from '../../../src/easytier/frame.ts'
import { hex } from './fixtures.ts'

const maxValue = 65_536
const u32 = fc.integer({ min: 0, max: 0xffffffff })
const frames = fc.array(
  fc
    .record({
      from: u32,
      to: u32,
      type: fc.integer({ min: 0, max: 255 }),
      payload: fc.uint8Array({ maxLength: 300 }),
    })
    .map(encodeFrame),
  { maxLength: 12 },
)

function lengthPrefix(length: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, length, true)
  return bytes
}

function drain(decoder: TcpFrameDecoder): { frames: string[]; last: FrameResult['kind'] } {
  const frames: string[] = []
  for (;;) {
    const result = decoder.next()
    if (result.kind !== 'frame') return { frames, last: result.kind }
    frames.push(hex(result.frame.raw))
  }
}

describe('a tcp stream', () => {
  it('gives the same frames however it is cut', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1 }), (sent, sizes) => {
        const stream = Buffer.concat(sent.map(prefixForTcp))
        const decoder = new TcpFrameDecoder(maxValue)
        const received: string[] = []
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1
          decoder.push(stream.subarray(at, at + size))
          at += size
          const drained = drain(decoder)
          expect(drained.last).toBe('need-more')
          received.push(...drained.frames)
        }
        expect(received).toEqual(sent.map(hex))
      }),
    )
  })

  it('gives all frames of one chunk', () => {
    const sent = [0, 1, 5000, 3].map((size) =>
      encodeFrame({ from: 1, to: 2, type: 4, payload: new Uint8Array(size) }),
    )
    const decoder = new TcpFrameDecoder(maxValue)
    decoder.push(Buffer.concat(sent.map(prefixForTcp)))
    expect(drain(decoder)).toEqual({ frames: sent.map(hex), last: 'need-more' })
  })

  it.each([0, 1, 15, 65_537, 2 ** 31, 2 ** 32 - 1])(
    'is in error at a length of %i, and stays so',
    (length) => {
      const decoder = new TcpFrameDecoder(maxValue)
      decoder.push(lengthPrefix(length))
      expect(decoder.next()).toEqual({ kind: 'error' })
      decoder.push(prefixForTcp(new Uint8Array(16)))
      expect(decoder.next()).toEqual({ kind: 'error' })
    },
  )

  it.each([16, 65_536])('takes a frame of %i bytes', (length) => {
    const decoder = new TcpFrameDecoder(maxValue)
    const frame = new Uint8Array(length)
    decoder.push(prefixForTcp(frame))
    expect(drain(decoder)).toEqual({ frames: [hex(frame)], last: 'need-more' })
  })

  it('does not wait for more than the prefix to refuse a length', () => {
    const decoder = new TcpFrameDecoder(maxValue)
    decoder.push(Uint8Array.of(0x53, 0x53, 0x48))
    expect(decoder.next().kind).toBe('need-more')
    decoder.push(Uint8Array.of(0x2d))
    expect(decoder.next().kind).toBe('error')
  })
})

describe('a whole frame', () => {
  it.each([0, 15, 65_537])('of %i bytes is an error', (length) => {
    expect(decodeFrame(new Uint8Array(length), maxValue)).toEqual({ kind: 'error' })
  })

  it('is read by its own length, whatever its header says', () => {
    const raw = encodeFrame({ from: 7, to: 9, type: 8, payload: Uint8Array.of(1, 2, 3), plaintextBytes: 900 })
    expect(decodeFrame(raw, maxValue)).toEqual({
      kind: 'frame',
      frame: { from: 7, to: 9, type: 8, encrypted: true, payload: Uint8Array.of(1, 2, 3), raw },
    })
  })

  it('keeps its other bytes, and the original its own, when the type changes', () => {
    const raw = Buffer.from(encodeFrame({ from: 7, to: 9, type: 4, payload: Uint8Array.of(1, 2, 3, 4) }))
    raw[11] = 0x36
    const pong = withPacketType(raw, 5)
    expect(raw[8]).toBe(4)
    expect(hex(pong)).toBe(`${hex(raw).slice(0, 16)}05${hex(raw).slice(18)}`)
  })
})
