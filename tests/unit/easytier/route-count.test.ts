import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RouteTable } from '../../../src/easytier/route-count.ts'
import { decodeSyncRequest, type RouteSync } from '../../../src/easytier/route-sync.ts'
import { decodeRpcRequest } from '../../../src/easytier/rpc.ts'
import { unhex } from './fixtures.ts'
import { nodeValue, probeValue, smallRoutes, syncBody, type Routes } from './node-frames.ts'

const maxValue = 4096

function decode(routes: Routes, max = maxValue): RouteSync | null {
  return decodeSyncRequest(decodeRpcRequest(syncBody(routes)) ?? new Uint8Array(1), nodeValue, max)
}

function table(...syncs: Routes[]): RouteTable {
  const routes = new RouteTable(nodeValue, maxValue)
  for (const sync of syncs) {
    const decoded = decode(sync)
    if (decoded === null || !routes.merge(decoded)) throw new Error('not taken')
  }
  return routes
}

/** 2 direct peers, another probe, and members of 2 networks, of which one is empty and one belongs elsewhere. */
const busy: Routes = {
  peers: [{ id: 10 }, { id: nodeValue, version: '2.6.4-8428a89d' }, { id: 20 }, { id: 30 }],
  connections: [
    [10, [nodeValue]],
    [nodeValue, [10, 20, probeValue, 0xffe7abcd]],
    [20, [nodeValue, 30]],
    [30, [20]],
    [probeValue, []],
    [0xffe7abcd, []],
  ],
  foreign: [
    { peer: nodeValue, name: 'f1', ids: [1, 2, 0xffe6ffff, 0xffe70000, 0xffe70009, 0xffe7ffff, 0xffe80000] },
    { peer: nodeValue, name: 'f2', ids: [] },
    { peer: 20, name: 'f1', ids: [7, 8, 9] },
  ],
}

describe('counting', () => {
  it('of the own network: direct peers with a RoutePeerInfo and foreign peers, no probes', () => {
    expect(table(busy).count('same_network')).toEqual({
      connectionCount: 6,
      directPeerCount: 2,
      foreignPeerCount: 4,
      foreignNetworkCount: 1,
      foreignNetworkCountOfficial: 2,
    })
    expect(table(busy).nodeVersion()).toBe('2.6.4-8428a89d')
  })

  it('is the same from a peer list', () => {
    const counts = table(busy).count('same_network')
    expect(table({ ...busy, asPeerList: true }).count('same_network')).toEqual(counts)
  })

  it('of a foreign network: its members, not the relay itself nor other relays, no foreign networks', () => {
    const peers = [{ id: nodeValue, isPublicServer: true }, { id: 10 }, { id: 20, isPublicServer: true }]
    expect(table({ ...busy, peers }).count('foreign')).toEqual({
      connectionCount: 1,
      directPeerCount: 1,
      foreignPeerCount: 0,
      foreignNetworkCount: 0,
      foreignNetworkCountOfficial: 0,
    })
  })

  it('leaves out the diagonal, and an id named twice', () => {
    const connections: Routes['connections'] = [
      [nodeValue, [nodeValue, 20, 20]],
      [20, []],
    ]
    const routes = { peers: [{ id: nodeValue }, { id: 20 }, { id: 20 }], connections, asPeerList: true }
    expect(table(routes).count('same_network').directPeerCount).toBe(1)
  })

  it('takes later syncs over earlier ones', () => {
    const routes = table(
      busy,
      { foreign: [{ peer: nodeValue, name: 'f1', ids: [1] }] },
      { connections: [[nodeValue, []]] },
    )
    expect(routes.count('same_network')).toMatchObject({ directPeerCount: 0, foreignPeerCount: 1 })
    expect(table(busy, {}).count('same_network').directPeerCount).toBe(2)
  })

  it('is incomplete without the row and the entry of the node', () => {
    expect(table({ peers: [{ id: nodeValue }] }).isComplete()).toBe(false)
    expect(table({ connections: [[20, []]] }).isComplete()).toBe(false)
    const row = { connections: [[nodeValue, []]] } satisfies Routes
    // what a node pushes after it has told the rest to an earlier probe of the same id
    expect(table(row).isComplete()).toBe(false)
    expect(table(row, { peers: [{ id: nodeValue }] }).isComplete()).toBe(true)
  })

  it('refuses to grow without end', () => {
    const routes = new RouteTable(nodeValue, 4)
    const sync = (start: number) => ({
      peers: [1, 2, 3, 4].map((i) => ({
        peerId: start + i,
        version: '',
        isPublicServer: false,
        avoidsRelay: false,
      })),
      neighbours: null,
      foreignNetworks: [],
    })
    expect([0, 10, 20].map((start) => routes.merge(sync(start)))).toEqual([true, true, false])
  })
})

describe('a sync', () => {
  it('reads the example of the document: ids 10, 20, 30 and the bitmap 4e00', () => {
    const ids: [number, number[]][] = [
      [10, []],
      [20, []],
      [30, []],
    ]
    const rows = [10, 20, 30].map((nodeId) => {
      const request =
        decodeRpcRequest(syncBody({ connections: ids, bitmap: unhex('4e00') })) ?? new Uint8Array(0)
      return decodeSyncRequest(request, nodeId, maxValue)?.neighbours
    })
    expect(rows).toEqual([[20, 30], [10], [10]])
  })

  it('reads any bitmap as the matrix it was', () => {
    const matrix = fc
      .integer({ min: 1, max: 20 })
      .chain((n) =>
        fc.array(fc.subarray([...Array(n).keys()].map((i) => nodeValue + i)), { minLength: n, maxLength: n }),
      )
    fc.assert(
      fc.property(matrix, (rows) => {
        const connections = rows.map((row, i): [number, number[]] => [nodeValue + i, row])
        expect(decode({ connections })?.neighbours).toEqual(rows[0])
        expect(decode({ connections, asPeerList: true })?.neighbours).toEqual(rows[0])
      }),
    )
  })

  it('has at most so many entries of a kind', () => {
    const many = (n: number) => Array.from({ length: n }, (_, i) => i + 1)
    const peers = (n: number) => many(n).map((id) => ({ id }))
    const foreign = (n: number) => many(n).map((i) => ({ peer: 1, name: `${i}`, ids: [] }))
    const connections = (n: number) => many(n).map((id): [number, number[]] => [id, []])
    for (const [n, taken] of [
      [8, true],
      [9, false],
    ] as const) {
      expect(decode({ peers: peers(n) }, 8) !== null).toBe(taken)
      expect(decode({ foreign: foreign(n) }, 8) !== null).toBe(taken)
      expect(decode({ connections: connections(n) }, 8) !== null).toBe(taken)
      expect(decode({ connections: connections(n), asPeerList: true }, 8) !== null).toBe(taken)
      expect(decode({ foreign: [{ peer: 1, name: 'f', ids: many(n) }] }, 8) !== null).toBe(taken)
    }
    const sum = [
      { peer: 1, name: 'f', ids: many(5) },
      { peer: 1, name: 'g', ids: many(4) },
    ]
    expect(decode({ foreign: sum }, 8)).toBeNull()
  })

  it('whose bitmap is too short for its ids is refused', () => {
    const { connections } = smallRoutes
    expect(decode({ connections: connections ?? [], bitmap: unhex('ff') })).toBeNull()
    expect(decode({ connections: connections ?? [], bitmap: unhex('') })).toBeNull()
    expect(decode({ connections: connections ?? [], bitmap: unhex('ffff') })?.neighbours).toHaveLength(3)
  })

  it('tells a version in visible ASCII only', () => {
    const version = '2.6.4\u0000\n<b>\u202e版本 x'
    expect(table({ peers: [{ id: nodeValue, version }] }).nodeVersion()).toBe('2.6.4<b>x')
  })
})
