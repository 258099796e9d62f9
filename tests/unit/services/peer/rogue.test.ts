import { describe, expect, test, vi } from 'vitest'
import { BelievedSite, type BelievedNode } from '../../../support/believed-site.ts'

// Thousands of requests on a slow machine; nothing here depends on real time.
vi.setConfig({ testTimeout: 600_000 })

const clients = 10_000

/** So many honest nodes of 100 to 400 places, each of an owner of its own, with 20 to 80 clients already there. */
function honest(site: BelievedSite, count: number): BelievedNode[] {
  return Array.from({ length: count }, (_, at) => {
    const claims = 100 + ((at * 37) % 301)
    return site.add({ claims, takes: claims, checked: 'joins', carried: Math.round(claims / 5) })
  })
}

type Rogue = Partial<BelievedNode>

function rogues(site: BelievedSite, count: number, rogue: Rogue = {}): BelievedNode[] {
  return Array.from({ length: count }, () =>
    site.add({ claims: 1_000_000, takes: 20, checked: 'never', isHonest: false, owner: 'rogue', ...rogue }),
  )
}

describe.each([
  ['without a key', false],
  ['each of a network of its own', true],
] as const)('10,000 clients %s over 100 nodes', (_name, keyed) => {
  test('one that claims a million places gets a twentieth at most before it is proven', async () => {
    const site = new BelievedSite(1)
    honest(site, 99)
    const bad = rogues(site, 1)
    await site.pour(clients, keyed)
    expect(site.share(bad)).toBeLessThanOrEqual(0.05)
    expect(bad[0]?.given).toBeGreaterThan(0)
  })

  test('30 of one owner get a twentieth together', async () => {
    const site = new BelievedSite(2)
    honest(site, 70)
    const bad = rogues(site, 30)
    await site.pour(clients, keyed)
    expect(site.share(bad)).toBeLessThanOrEqual(0.05)
  })

  test('proven, they get what they were seen to carry, not what they claim', async () => {
    const site = new BelievedSite(3)
    honest(site, 99)
    const bad = rogues(site, 1, { checked: 'joins' })
    site.look()
    await site.pour(clients, keyed)
    // Trusted with 80 (four times the 20 it carries) among nodes that are trusted with about 200 each.
    expect(site.share(bad)).toBeLessThanOrEqual(0.012)
    site.forget()
    await site.pour(2000, keyed)
    expect(site.share(bad)).toBeLessThanOrEqual(0.012)
  })

  test('an address of this very machine, or of a stranger who is no node, is out after two checks', async () => {
    const site = new BelievedSite(4)
    honest(site, 99)
    const bad = rogues(site, 1, { checked: 'fails', takes: 0 })
    await site.pour(clients, keyed)
    expect(site.share(bad)).toBeLessThanOrEqual(0.02)
    site.forget()
    await site.pour(1000, keyed)
    expect(site.share(bad)).toBe(0)
  })
})

describe('10,000 clients over 100 nodes', () => {
  test('30 proven rogues of one owner have half of it at most, whatever they are seen to carry', async () => {
    const site = new BelievedSite(5)
    honest(site, 70)
    const bad = rogues(site, 30, { checked: 'joins', takes: 2000, carried: 500 })
    site.look()
    await site.pour(clients)
    // The bound is that of each view: what is given out within its half minute moves the sum by a hair.
    expect(site.share(bad)).toBeLessThanOrEqual(0.505)
    expect(site.share(bad)).toBeGreaterThan(0.3)
  })

  test('a tar pit that shakes hands and drops whoever comes gets less than one that takes nobody else', async () => {
    const site = new BelievedSite(6)
    honest(site, 98)
    const [pit, quiet] = [
      ...rogues(site, 1, { checked: 'joins', takes: 0, owner: 'pit' }),
      ...rogues(site, 1, { checked: 'joins', takes: 10_000, owner: 'quiet' }),
    ]
    site.look()
    for (const node of [pit, quiet]) if (node !== undefined) node.mostSeen = 0
    await site.pour(clients)
    expect(site.share(pit === undefined ? [] : [pit])).toBeLessThanOrEqual(0.005)
    expect(pit?.given ?? 0).toBeLessThan((quiet?.given ?? 0) / 2)
  })

  test('where nobody is proven, nobody draws more than fifty places', async () => {
    const site = new BelievedSite(7)
    const good = Array.from({ length: 99 }, () => site.add({ claims: 100, takes: 100, checked: 'never' }))
    const bad = rogues(site, 1)
    await site.pour(5000)
    expect(site.share(bad)).toBeLessThanOrEqual(0.02)
    expect(site.share(good)).toBeGreaterThan(0.97)
  })
})
