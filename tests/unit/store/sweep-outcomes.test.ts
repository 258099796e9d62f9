import { beforeEach, describe, expect, test } from 'vitest'
import { publicNodes } from '../../../src/services/lists/public-nodes.ts'
import { configKey, nameIndexKey, nodeKey, userFactKey } from '../../../src/store/kv/keys.ts'
import { createNode, getNode } from '../../../src/store/nodes/nodes.ts'
import { encodeEmail } from '../../../src/store/users/email-key.ts'
import { deleteUserRecords, listUserStates, readUserFacts } from '../../../src/store/users/users.ts'
import { nodeConfig, simContext } from '../../support/kv/context.ts'
import { makeNode, sendReport, testEmail, testUser } from '../../support/kv/nodes.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

let world: SimKv
beforeEach(() => {
  world = new SimKv()
})

/** Rebuilds with all sweeps, `passes` times, far enough apart for each of them to act. */
async function sweep(passes: number, everyMs = 15 * minuteMs): Promise<string[]> {
  const lines: string[] = []
  for (let pass = 0; pass < passes; pass += 1) {
    world.nowMs += everyMs
    const ctx = { ...simContext(world), log: (event: string) => void lines.push(event) }
    await publicNodes(ctx, { show_offline: true })
    await ctx.background()
  }
  return lines
}

async function listedIds(): Promise<number[]> {
  const body = await (await publicNodes(simContext(world), { show_offline: true })).body()
  return (JSON.parse(body) as { nodes: { id: number }[] }).nodes.map(({ id }) => id)
}

describe('a record that cannot be read', () => {
  test.each([
    ['of a later version', '{"v":2,"anything":[]}'],
    ['of another shape', '{"v":1}'],
    ['with a line break in an address', '{"v":1,"connections":[{"type":"TCP","ip":"a\\nb","port":1}]}'],
    ['damaged', '{"v":1,"id'],
  ])('%s is left alone by every sweep and counted in the log', async (_name, text) => {
    const node = await makeNode(world)
    const other = await makeNode(world, { node_name: 'other' })
    await sendReport(world, node.id, { reported_traffic: 3 })
    const keys = (): string[] => [...world.dump().keys()].filter((key) => /^(n_|nm_|c_|l_|r_|a_)/.test(key))
    const before = keys().toSorted()
    const record = world.dump().get(nodeKey(node.id)) ?? ''
    world.write(nodeKey(node.id), text, 0)
    const lines = await sweep(30)
    expect(keys().toSorted()).toEqual(before)
    expect(world.dump().get(nodeKey(node.id))).toBe(text)
    expect(lines).toContain('records_unreadable')
    expect(await listedIds()).toEqual([other.id])
    const taken = await createNode(simContext(world), {
      user: testUser,
      ownerEmail: testEmail,
      config: nodeConfig({ node_name: 'node' }),
      nodesMax: 50,
      makeToken: () => ({ hash: '', prefix: '', createdMs: 0 }),
    })
    expect(taken).toEqual({ ok: false, reason: 'node_name_taken' })
    // The later version is back.
    world.write(nodeKey(node.id), record, 0)
    world.nowMs += 15 * minuteMs
    expect((await listedIds()).toSorted()).toEqual([node.id, other.id].toSorted())
  })
  test('is shown on as it was known, where the configs are cached', async () => {
    const node = await makeNode(world)
    await sweep(1)
    world.write(nodeKey(node.id), '{"v":2}', 0)
    world.write(configKey(node.id, world.nowMs), '1', 0)
    await sweep(20)
    expect(await listedIds()).toEqual([node.id])
    expect(world.dump().has(configKey(node.id, node.revision))).toBe(true)
  })
  test('what is really absent is still swept', async () => {
    world.write(configKey(77, world.nowMs), '1', 0)
    world.write(nameIndexKey(testUser, 'nobody', 77, world.nowMs), '1', 0)
    await sweep(6)
    expect([...world.dump().keys()].filter((key) => /^(c_|nm_)/.test(key))).toEqual([])
  })
})

describe('a deleted owner', () => {
  const deleteOwner = async (place = 0): Promise<void> => {
    const ctx = simContext(world, { place })
    await deleteUserRecords(ctx, testUser, await readUserFacts(ctx.kv, testUser))
    await ctx.background()
  }

  test('leaves no node behind that was made where the deletion had not arrived', async () => {
    world = new SimKv({ places: 2, delayMs: () => minuteMs })
    world.write(userFactKey(testUser, 'c', world.nowMs - dayMs, encodeEmail(testEmail)), '1', 0)
    world.settle()
    await deleteOwner(0)
    const node = await makeNode(world, {}, { place: 1 })
    await sendReport(world, node.id, {}, { place: 1 })
    world.settle()
    world.nowMs += minuteMs
    expect(await listedIds()).toEqual([])
    await sweep(20)
    expect(await getNode(simContext(world), node.id)).toBeUndefined()
    expect([...world.dump().keys()].filter((key) => /^(n_|nm_|c_|l_|a_)/.test(key))).toEqual([])
  })
  test('is forgotten after a month, and may come back', async () => {
    world.write(userFactKey(testUser, 'c', world.nowMs - dayMs, encodeEmail(testEmail)), '1', 0)
    await deleteOwner()
    const facts = (): string[] => [...world.dump().keys()].filter((key) => /^u[fd]_/.test(key))
    await sweep(100)
    expect(facts().length).toBeGreaterThan(1)
    world.nowMs += 32 * dayMs
    await sweep(1000, 40_000)
    expect(facts()).toEqual([])
    world.write(userFactKey(testUser, 'c', world.nowMs, encodeEmail(testEmail)), '1', 0)
    const node = await makeNode(world)
    await sweep(20)
    expect(await listedIds()).toEqual([node.id])
    expect(await listUserStates(simContext(world).kv)).toHaveLength(1)
  })
})
