import { describe, expect, test } from 'vitest'
import {
  addressTag,
  dueChecks,
  looksOf,
  type CheckCode,
  type Result,
} from '../../../../src/domain/evidence/index.ts'

const minute = 60_000
const startMs = 1_800_000_000_000
const tcp = (node: number): string => `tcp://192.0.2.${node}:11010`
const udp = (node: number): string => `udp://192.0.2.${node}:11010`
const node = (id: number, urls = [tcp(id)]) => ({ id, urls })
const at = (atMin: number): number => startMs + atMin * minute

function result(id: number, atMin: number, code: CheckCode = 'ok', url = tcp(id)): Result {
  const ms = at(atMin)
  const rest = { latencyMs: -1, peers: 0, version: '', avoidsRelay: undefined, sinceMs: ms, mostSeen: 0 }
  return { node: id, address: addressTag(url), place: 'aaaaaa', ms, code, ...rest }
}

function due(nodes: readonly ReturnType<typeof node>[], results: readonly Result[], atMin: number, max = 40) {
  return dueChecks(nodes, looksOf(results).get('aaaaaa'), at(atMin), max)
}
function ids(nodes: readonly ReturnType<typeof node>[], results: readonly Result[], atMin: number, max = 40) {
  return due(nodes, results, atMin, max).map((one) => one.node)
}

describe('what is due', () => {
  test('a node that is well: every ten minutes', () => {
    const nodes = [node(1)]
    const due9 = [1, 5, 9].map((min) => ids(nodes, [result(1, 0)], min).length)
    expect([due9, ids(nodes, [result(1, 0)], 10)]).toEqual([[0, 0, 0], [1]])
  })
  test('after failures: one minute, two minutes, then as the others; never twice in one minute', () => {
    const nodes = [node(1)]
    const failures = [result(1, 0), result(1, 10, 'refused')]
    expect([10.5, 11].map((min) => ids(nodes, failures, min).length)).toEqual([0, 1])
    failures.push(result(1, 11, 'refused'))
    expect([12, 13].map((min) => ids(nodes, failures, min).length)).toEqual([0, 1])
    failures.push(result(1, 13, 'refused'))
    expect([15, 22, 23].map((min) => ids(nodes, failures, min).length)).toEqual([0, 0, 1])
  })
  test('the second good check after a failure comes after a minute', () => {
    const nodes = [node(1)]
    const back = [result(1, 0, 'refused'), result(1, 1, 'refused'), result(1, 3)]
    expect([3.5, 4].map((min) => ids(nodes, back, min).length)).toEqual([0, 1])
    expect(ids(nodes, [...back, result(1, 4)], 6)).toEqual([])
  })
  test('new and changed nodes first, then failed ones, no more than asked for', () => {
    const nodes = [node(1), node(2), node(3), node(4, ['tcp://192.0.2.4:9'])]
    const results = [result(1, 0), result(2, 9, 'refused'), result(4, 0)]
    expect(ids(nodes, results, 10)).toEqual([3, 4, 2, 1])
    expect(ids(nodes, results, 10, 2)).toEqual([3, 4])
  })
  test('each address in turn; a failing node by an address that passed', () => {
    const nodes = [node(1, [tcp(1), udp(1)])]
    const url = (results: readonly Result[], atMin: number) => due(nodes, results, atMin)[0]?.url
    expect(url([], 0)).toBe(tcp(1))
    expect(url([result(1, 0)], 10)).toBe(udp(1))
    expect(url([result(1, 0), result(1, 10, 'ok', udp(1))], 20)).toBe(tcp(1))
    expect(url([result(1, 0), result(1, 10, 'connect_timeout', udp(1))], 11)).toBe(tcp(1))
  })
  test('beside failed nodes as many that were well are looked at, at least two', () => {
    const nodes = [1, 2, 3, 4, 5].map((id) => node(id))
    const well = [2, 3, 4, 5].map((id) => result(id, 5 + id / 10))
    expect(ids(nodes, [...well, result(1, 9, 'refused')], 10)).toEqual([1, 2, 3])
    // Those checked within the last minute are left alone.
    expect(ids(nodes, [...well, result(1, 9, 'refused'), result(2, 9.5)], 10)).toEqual([1, 3, 4])
  })
  test('an address that this place cannot look at has its turn and no more', () => {
    const only = [node(1, [udp(1)])]
    const tried = [result(1, 0, 'unlooked', udp(1))]
    expect([1, 5, 9, 10].map((min) => ids(only, tried, min).length)).toEqual([0, 0, 0, 1])
    const both = [node(1, [udp(1), tcp(1)])]
    expect(due(both, tried, 1).map(({ url }) => url)).toEqual([tcp(1)])
  })
})
