import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PieceMerger } from '../../../src/easytier/rpc-pieces.ts'
import { decodeRpcPacket, type RpcPacket } from '../../../src/easytier/rpc.ts'
import { hex } from './fixtures.ts'
import {
  answerFrame,
  openDriver,
  pongFrame,
  rpcFrame,
  rpcPayload,
  syncBody,
  type Packet,
} from './node-frames.ts'

const limits = { piecesMax: 32, mergesMax: 8 }

function packet(fields: Packet): RpcPacket {
  const decoded = decodeRpcPacket(rpcPayload(fields))
  if (decoded === null) throw new Error('not decoded')
  return decoded
}

function pieces(body: Uint8Array, size: number, fields: Packet = {}): RpcPacket[] {
  const total = Math.max(1, Math.ceil(body.length / size))
  return Array.from({ length: total }, (_, index) =>
    packet({
      ...fields,
      total,
      index,
      body: body.subarray(index * size, (index + 1) * size),
      withDescriptor: index === 0,
    }),
  )
}

describe('a message in pieces', () => {
  it('is the same in any order, with pieces repeated', () => {
    const plan = fc
      .tuple(fc.uint8Array({ minLength: 1, maxLength: 320 }), fc.integer({ min: 10, max: 400 }))
      .chain(([body, size]) => {
        const parts = pieces(body, size)
        const repeated = fc.array(fc.nat(parts.length - 1), { maxLength: 20 })
        const order = fc.shuffledSubarray([...parts.keys()], { minLength: parts.length })
        return fc.tuple(fc.constant(body), fc.constant(parts), repeated, order)
      })
    fc.assert(
      fc.property(plan, ([body, parts, repeated, order]) => {
        const merger = new PieceMerger(limits)
        const last = order.at(-1)
        for (const index of [...repeated.filter((each) => each !== last), ...order.slice(0, -1)]) {
          expect(merger.add(parts[index] ?? packet({}))).toEqual({ kind: 'need-more' })
        }
        const result = merger.add(parts[last ?? 0] ?? packet({}))
        if (result.kind !== 'message') throw new Error('no message')
        expect(hex(result.message.body)).toBe(hex(body))
        expect(result.message.transactionId).toEqual({ low: 77, high: 0 })
      }),
    )
  })

  it('takes total 0 and index 0 for a single piece, as old nodes send it', () => {
    expect(new PieceMerger(limits).add(packet({ total: 0 })).kind).toBe('message')
  })

  it('is told apart by transaction and direction', () => {
    const merger = new PieceMerger(limits)
    const body = new Uint8Array(30)
    const [a, b] = [pieces(body, 15), pieces(body, 15, { transaction: 78 })]
    const response = pieces(body, 15, { isRequest: false })
    const kinds = [a[0], b[0], response[0], b[1], response[1], a[1]].map((each) =>
      merger.add(each ?? packet({})),
    )
    expect(kinds.map((each) => each.kind)).toEqual([
      'need-more',
      'need-more',
      'need-more',
      'message',
      'message',
      'message',
    ])
  })

  it.each([
    ['more pieces than allowed', { total: 33 }],
    ['endless pieces', { total: 0xffffffff, index: 7 }],
    ['a piece beyond the last', { total: 3, index: 3 }],
    ['an index without a total', { total: 0, index: 1 }],
    ['no descriptor in the first', { withDescriptor: false }],
  ])('with %s is an error', (_, fields) => {
    expect(new PieceMerger(limits).add(packet(fields))).toEqual({ kind: 'error' })
  })

  it('that changes its total is an error, and forgotten', () => {
    const merger = new PieceMerger(limits)
    expect(merger.add(packet({ total: 2 })).kind).toBe('need-more')
    expect(merger.add(packet({ total: 3, index: 1 })).kind).toBe('error')
    expect(merger.add(packet({ total: 2, index: 1 })).kind).toBe('need-more')
  })

  it('is given up when eight newer ones are unfinished', () => {
    const merger = new PieceMerger(limits)
    for (let transaction = 1; transaction <= 9; transaction++) merger.add(packet({ total: 2, transaction }))
    expect(merger.add(packet({ total: 2, index: 1, transaction: 1 })).kind).toBe('need-more')
    expect(merger.add(packet({ total: 2, index: 1, transaction: 9 })).kind).toBe('message')
  })

  it('reaches the machine whole: pieces backwards, twice', () => {
    const driver = openDriver()
    driver.frame(answerFrame(), 2)
    const peers = Array.from({ length: 200 }, (_, i) => ({ id: 1000 + i }))
    const node = 0x11223344
    const body = syncBody({
      peers: [{ id: node, version: '2.6.4' }, ...peers],
      connections: [
        [node, peers.map((peer) => peer.id)],
        ...peers.map((peer): [number, number[]] => [peer.id, []]),
      ],
    })
    const size = Math.ceil(body.length / 32)
    const total = Math.ceil(body.length / size)
    for (let index = total - 1; index >= 0; index--) {
      const frame = rpcFrame({ total, index, body: body.subarray(index * size, (index + 1) * size) })
      driver.frame(frame)
      driver.frame(frame)
    }
    for (const sequence of [1, 2, 3]) driver.frame(pongFrame(sequence), 9)
    expect(driver.outcome).toMatchObject({ online: true, warnings: [], connectionCount: 200 })
  })
})
