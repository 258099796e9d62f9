import { beforeEach, describe, expect, test } from 'vitest'
import { drainedSince, isUserDisabled, setUserEnabled } from '../../../src/store/users/disabled-users.ts'
import { encodeEmail } from '../../../src/store/users/email-key.ts'
import { readBadgeFigures, getListedNode } from '../../../src/store/nodes/listed-node.ts'
import { readNodeHistory } from '../../../src/store/reports/node-history.ts'
import { disabledKey, parseDisabledKey, userFactKey, userKey } from '../../../src/store/kv/keys.ts'
import { query as answerQuery } from '../../../src/services/lists/query.ts'
import { readUserFacts } from '../../../src/store/users/users.ts'
import { publicNodes } from '../../../src/services/lists/public-nodes.ts'
import { stats as siteStats } from '../../../src/services/lists/stats.ts'
import { simContext } from '../../support/kv/context.ts'
import { makeNode, sendReport, testEmail, testUser } from '../../support/kv/nodes.ts'
import { seedNodes } from '../../support/kv/seed-nodes.ts'
import { SimFaultError, SimKv, type ClientOptions } from '../../support/kv/sim-kv.ts'

const minuteMs = 60_000

function addOwner(world: SimKv, email: string): void {
  world.write(userFactKey(userKey(email), 'c', world.nowMs - 1, encodeEmail(email)), '1', 0)
}

async function setEnabled(
  world: SimKv,
  isEnabled: boolean,
  options: ClientOptions & { email?: string } = {},
): Promise<void> {
  const ctx = simContext(world, options)
  const user = userKey(options.email ?? testEmail)
  await setUserEnabled(ctx, user, await readUserFacts(ctx.kv, user), isEnabled)
  await ctx.background()
}

async function listed(world: SimKv, place = 0) {
  const ctx = simContext(world, { place })
  const body = await (await publicNodes(ctx, { show_offline: true })).body()
  const operations = ctx.kv.operations
  await ctx.background()
  const { nodes } = JSON.parse(body) as { nodes: { id: number; used_traffic: number }[] }
  return { nodes, ids: nodes.map(({ id }) => id), operations }
}

function disabledKeys(world: SimKv): string[] {
  return [...world.dump().keys()].filter((key) => key.startsWith('ud_'))
}

let world: SimKv
beforeEach(() => {
  world = new SimKv({ places: 2, delayMs: () => minuteMs })
  addOwner(world, testEmail)
})

describe('nodes of a disabled owner', () => {
  test('are offered nowhere, count as drained ones do, and come back with their traffic', async () => {
    const { id } = await makeNode(world, { tier_bandwidth: 7 })
    await sendReport(world, id, { reported_traffic: 2 })
    const offers = async (): Promise<unknown[]> => {
      const ctx = simContext(world)
      const query = JSON.parse((await answerQuery(ctx, {})).body) as { nodes: unknown[] }
      const stats = JSON.parse(await (await siteStats(ctx)).body()) as Record<string, unknown>
      return [
        (await listed(world)).ids,
        query.nodes.length,
        (await readNodeHistory(ctx, id))?.node.id,
        (await getListedNode(ctx, id))?.id,
        (await readBadgeFigures(ctx, id))?.state,
        stats['total_nodes'],
        stats['online_nodes'],
        stats['total_bandwidth'],
      ]
    }
    expect(await offers()).toEqual([[id], 1, id, id, 'online', 1, 1, 7])
    await setEnabled(world, false)
    await sendReport(world, id, { reported_traffic: 3 })
    world.nowMs += 130_000
    expect(await offers()).toEqual([[], 0, undefined, undefined, undefined, 1, 0, 0])
    await setEnabled(world, true)
    world.nowMs += 130_000
    expect(await offers()).toEqual([[id], 1, id, id, 'online', 1, 1, 7])
    expect((await listed(world)).nodes[0]?.used_traffic).toBe(5)
  })

  test('a reader 60 s behind follows, whichever of the two keys it sees first', async () => {
    const { id } = await makeNode(world)
    world.settle()
    for (const late of ['ud_', 'uf_']) {
      await setEnabled(world, false)
      world.nowMs += 1000
      // At the other place one of them is visible at once.
      const early = [...world.dump().keys()].findLast((key) =>
        late === 'uf_' ? key.startsWith('ud_') : /^uf_.{33}d/.test(key),
      )
      world.write(early ?? '', '1', 1)
      const there = simContext(world, { place: 1 })
      expect((await getListedNode(there, id))?.id).toBe(id)
      world.nowMs += 130_000
      expect((await listed(world, 1)).ids).toEqual([])
      expect(await getListedNode(there, id)).toBeUndefined()
      await setEnabled(world, true)
      expect(await isUserDisabled(there.kv, testUser)).toBe(true)
      world.nowMs += 130_000
      expect(await isUserDisabled(there.kv, testUser)).toBe(false)
      expect((await listed(world, 1)).ids).toEqual([id])
    }
  })

  test('a crash between the index and the fact changes nothing, in the other order is not possible', async () => {
    const { id } = await makeNode(world)
    for (const at of [1, 2]) {
      const crash = setEnabled(world, false, { fault: (_op, index) => (index >= at ? 'lost_before' : 'ok') })
      await expect(crash).rejects.toThrow(SimFaultError)
      expect(disabledKeys(world)).toHaveLength(at - 1)
      expect((await getListedNode(simContext(world), id))?.id).toBe(id)
      world.nowMs += 130_000
      expect((await listed(world)).ids).toEqual([id])
    }
  })

  test('a deleted owner who was disabled is off too', async () => {
    await makeNode(world)
    await setEnabled(world, false)
    world.nowMs += 1000
    world.write(userFactKey(testUser, 'x', world.nowMs), '1', 0)
    expect(await isUserDisabled(simContext(world).kv, testUser)).toBe(true)
  })
})

describe('the index of disabled users', () => {
  test('has its key read back, and nothing else', () => {
    const key = disabledKey(testUser, world.nowMs)
    expect(parseDisabledKey(key)).toEqual({ user: testUser, timeMs: world.nowMs })
    for (const other of ['ud_', `${key}0`, key.slice(1), `ud_x_${key.slice(-8)}`]) {
      expect(parseDisabledKey(other)).toBeUndefined()
    }
  })

  test('is swept once a later fact is ten minutes old, and never for a user who is disabled', async () => {
    await makeNode(world)
    const sweeps = async (): Promise<number> => {
      for (let pass = 0; pass < 12; pass += 1) {
        await listed(world)
        world.nowMs += 31_000
      }
      return disabledKeys(world).length
    }
    await setEnabled(world, false)
    world.nowMs += 3_600_000
    expect(await sweeps()).toBe(1)
    await setEnabled(world, true)
    await listed(world)
    expect(disabledKeys(world)).toHaveLength(1)
    world.nowMs += 660_000
    expect(await sweeps()).toBe(0)
    // Twice in a row: the newer key alone is left.
    await setEnabled(world, false)
    world.nowMs += 1000
    await setEnabled(world, false)
    const [, newer] = disabledKeys(world).toSorted()
    world.nowMs += 660_000
    expect(await sweeps()).toBe(1)
    expect(disabledKeys(world)).toEqual([newer])
    expect((await listed(world)).ids).toEqual([])
  })

  test('costs a rebuild one list, and one for each of at most 64 owners; more are believed', async () => {
    const site = new SimKv()
    seedNodes(site, 1000)
    await listed(site)
    site.nowMs += 130_000
    const before = await listed(site)
    for (let count = 0; count < 80; count += 1) {
      const email = `user${count}@example.com`
      addOwner(site, email)
      await setEnabled(site, false, { email })
    }
    site.nowMs += 130_000
    const after = await listed(site)
    expect(after.nodes).toHaveLength(1000 - 80 * 3)
    expect(after.operations - before.operations).toBe(64)
  })
})

test('a node that its owner drained keeps what its record says', async () => {
  const node = await makeNode(world, { is_enabled: 0 })
  expect(drainedSince(node, 5)).toBe(node)
  const enabled = { ...node, is_enabled: 1 as const, off: [] }
  expect(drainedSince(enabled, undefined)).toBe(enabled)
  expect(drainedSince(enabled, 5)).toMatchObject({ is_enabled: 0, off: [[5, 0]] })
})
