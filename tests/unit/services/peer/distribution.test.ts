import { describe, expect, test, vi } from 'vitest'
import { sizesBetween, Swarm, type SwarmNode } from '../../../support/swarm.ts'

// Thousands of requests and reports on a slow machine; nothing here depends on real time.
vi.setConfig({ testTimeout: 600_000 })

const minuteMs = 60_000
const clients = 10_000
function client(at: number): string {
  return `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`
}

/** 100 nodes of 10 to 2,000 connections; a third half full already, a fifth with a quarter of its bandwidth left. */
async function fill(swarm: Swarm): Promise<void> {
  for (const [at, max] of sizesBetween(10, 2000, 100).entries()) {
    await swarm.addNode({
      max,
      preload: at % 3 === 0 ? Math.round(max / 2) : 0,
      share: at % 5 === 0 ? 0.25 : 1,
    })
  }
  await swarm.advanceTo(swarm.world.nowMs + 6 * minuteMs)
}

/**
 * What every node would have if the clients were poured like water, each drop by what is free at that moment: free
 * connections x times the bandwidth's free share s. From x' = -s x follows f (1 - e^(-s t)), with t such that all
 * clients are placed.
 */
function poured(nodes: readonly SwarmNode[], count: number): (node: SwarmNode) => number {
  const at = ({ max, preload, share }: SwarmNode, t: number): number =>
    (max - preload) * (1 - Math.exp(-share * t))
  let [low, high] = [0, 100]
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2
    const sum = nodes.reduce((total, node) => total + at(node, middle), 0)
    if (sum < count) low = middle
    else high = middle
  }
  return (node) => at(node, low)
}

/** Clients come over half an hour at random moments, to an isolate at random. */
async function pour(swarm: Swarm, isolates: number): Promise<{ refused: number; above: number }> {
  await fill(swarm)
  const startMs = swarm.world.nowMs
  const times = Array.from({ length: clients }, () => startMs + swarm.random() * 30 * minuteMs)
  let [refused, above] = [0, 0]
  for (const [at, ms] of times.toSorted((a, b) => a - b).entries()) {
    await swarm.advanceTo(ms)
    const { node } = await swarm.connect(Math.floor(swarm.random() * isolates), client(at))
    if (node === undefined) refused += 1
    above += swarm.nodes.filter(({ connections, max }) => connections > max).length
  }
  await swarm.advanceTo(swarm.world.nowMs + 10_000)
  above += swarm.nodes.filter(({ connections, max }) => connections > max).length
  return { refused, above }
}

/** Nodes that have neither their share within 10 % nor within so many clients of it. */
function unfair(swarm: Swarm, clientsOff: number): string[] {
  const ideal = poured(swarm.nodes, clients)
  return swarm.nodes.flatMap((node) => {
    const [got, due] = [node.connections - node.preload, ideal(node)]
    const off = Math.abs(got - due)
    return off <= Math.max(0.1 * due, clientsOff) ? [] : `${got} of ${due.toFixed(1)} on ${node.max}`
  })
}

describe('10,000 clients without a key, 100 nodes of 10 to 2,000 connections', () => {
  test('one isolate: each node has its share of the free capacity within 10 % or one client', async () => {
    const swarm = new Swarm({ seed: 1, isolates: 1 })
    expect(await pour(swarm, 1)).toEqual({ refused: 0, above: 0 })
    expect(unfair(swarm, 1)).toEqual([])
  })
  test('four isolates, views a minute stale: within 10 % or one client an isolate', async () => {
    const swarm = new Swarm({ seed: 1, isolates: 4, delayMs: 60_000 })
    expect(await pour(swarm, 4)).toEqual({ refused: 0, above: 0 })
    expect(unfair(swarm, 4)).toEqual([])
  })
})
