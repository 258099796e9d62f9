import { afterAll, beforeAll, expect, test } from 'vitest'
import { probeBundle } from '../support/edge-probe-bundle.ts'
import { startEdge, type EdgeRuntime } from '../support/edge-runtime.ts'

let edge: EdgeRuntime
beforeAll(async () => {
  edge = await startEdge({ bundle: probeBundle(), staleMs: 60_000 })
})
afterAll(async () => edge?.stop())

async function at(place: string, ...calls: unknown[][]): Promise<unknown> {
  const request = new Request('http://edge.test/kv', { method: 'POST', body: JSON.stringify(calls) })
  return (await edge.fetch(request, { place })).json()
}

test('a write, a removal and a listing are seen at once at their place and 60 s later elsewhere', async () => {
  const keys = (...names: string[]): unknown => ({
    complete: true,
    cursor: '',
    keys: names.map((key) => ({ key })),
  })
  const look = [
    ['get', 's_1'],
    ['list', { prefix: 's_', limit: 256 }],
  ]
  await at('a', ['put', 's_1', 'x'])
  expect(await at('a', ...look)).toEqual(['x', keys('s_1')])
  expect(await at('b', ...look)).toEqual([null, keys()])
  edge.advance(60_000)
  expect(await at('b', ...look)).toEqual(['x', keys('s_1')])
  await at('b', ['delete', 's_1'])
  expect(await at('b', ...look)).toEqual([null, keys()])
  expect(await at('a', ...look)).toEqual(['x', keys('s_1')])
  edge.advance(60_000)
  expect(await at('a', ...look)).toEqual([null, keys()])
})
