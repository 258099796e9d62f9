import { beforeEach, describe, expect, test } from 'vitest'
import { choosePeers } from '../../../../src/services/peer/index.ts'
import { publicNodes } from '../../../../src/services/lists/public-nodes.ts'
import { addressTag, sitePlace } from '../../../../src/domain/evidence/index.ts'
import { addResults } from '../../../../src/store/evidence/index.ts'
import { createMemory, type StoreMemory } from '../../../../src/store/context/context.ts'
import { getNode, updateNode } from '../../../../src/store/nodes/nodes.ts'
import { setUserEnabled } from '../../../../src/store/users/disabled-users.ts'
import { encodeEmail } from '../../../../src/store/users/email-key.ts'
import { userFactKey } from '../../../../src/store/kv/keys.ts'
import { readUserFacts } from '../../../../src/store/users/users.ts'
import { someRows } from '../../../../src/store/placement/candidates.ts'
import { simContext } from '../../../support/kv/context.ts'
import { makeNode, sendReport, testEmail, testUser } from '../../../support/kv/nodes.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const minuteMs = 60_000

let world: SimKv
let memory: StoreMemory
let ids: number[]
let callers = 0
beforeEach(async () => {
  world = new SimKv()
  memory = createMemory()
  ids = []
  world.write(userFactKey(testUser, 'c', world.nowMs - 1000, encodeEmail(testEmail)), '1', 0)
  for (const at of [0, 1, 2]) {
    const connections = [{ type: 'TCP', ip: `192.0.2.${at}`, port: 11010 }] as const
    ids.push((await makeNode(world, { node_name: `node ${at}`, connections: [...connections] })).id)
  }
  await reportAll()
})

async function reportAll(but: readonly number[] = []): Promise<void> {
  for (const id of ids.filter((one) => !but.includes(one))) await sendReport(world, id, {}, { memory })
}

/** Somebody new asks for the network; the node that is answered. */
async function ask(key: string | undefined): Promise<number | undefined> {
  callers += 1
  const ctx = simContext(world, { memory })
  const clientIp = `10.0.${callers >> 8}.${callers & 255}`
  const site = { ...ctx, log: () => undefined, clientIp, origin: '' }
  const question = { filter: {}, limit: 1, priority: 'capacity', peek: false, key, member: '' } as const
  const [url] = await choosePeers(site, question)
  await ctx.background()
  return url === undefined ? undefined : ids[Number(/(\d+):11010$/.exec(url)?.[1])]
}

async function drain(id: number, enabled: 0 | 1 = 0): Promise<void> {
  const ctx = simContext(world, { memory })
  const node = await getNode(ctx, id)
  if (node === undefined) throw new Error('no node')
  await updateNode(ctx, node, { ...node, is_enabled: enabled })
  await ctx.background()
}

/** Checks a node twice, and the others as well, by which the place is known to be in order. */
async function check(id: number, latencyMs: number): Promise<void> {
  for (const age of [1, 0]) {
    const results = ids.map((node, at) => {
      const isGood = node !== id || latencyMs >= 0
      return {
        node,
        address: addressTag(`tcp://192.0.2.${at}:11010`),
        ms: world.nowMs - age * 1000,
        code: isGood ? ('ok' as const) : ('refused' as const),
        latencyMs: isGood ? 20 : -1,
        peers: 0,
        version: '',
        avoidsRelay: undefined,
      }
    })
    await addResults(simContext(world, { memory }), sitePlace, results)
  }
}

async function answers(key: string, count = 12): Promise<Set<number | undefined>> {
  const found = new Set<number | undefined>()
  for (let at = 0; at < count; at += 1) found.add(await ask(key))
  return found
}

describe('a node that is not offered and is up', () => {
  test('keeps getting the members of its networks while it is drained, and nobody else', async () => {
    const home = await ask('net')
    if (home === undefined) throw new Error('nothing offered')
    await drain(home)
    expect(await answers('net')).toEqual(new Set([home]))
    for (let at = 0; at < 20; at += 1) expect(await answers(`other-${at}`, 1)).not.toContain(home)
    world.nowMs += 5 * minuteMs
    await reportAll()
    expect(await answers('net')).toEqual(new Set([home]))
    const ctx = simContext(world, { memory })
    expect((await someRows(ctx)).map(({ id }) => id)).not.toContain(home)
    const listed = JSON.parse(await (await publicNodes(ctx, { show_offline: true })).body()) as {
      nodes: { id: number }[]
    }
    expect(listed.nodes.map(({ id }) => id)).not.toContain(home)
  })
  test('loses them when its last check failed, when it says goodbye, and when its owner is disabled', async () => {
    const home = (await ask('net')) ?? 0
    await drain(home)
    await check(home, -1)
    expect(await answers('net')).not.toContain(home)
    world.nowMs += 1000
    await drain(home, 1)
    await check(home, 20)
    const next = (await ask('net2')) ?? 0
    await drain(next)
    expect(await answers('net2')).toEqual(new Set([next]))
    await sendReport(world, next, { status: 'offline' }, { memory })
    expect(await answers('net2')).not.toContain(next)
    const third = (await ask('net3')) ?? 0
    await drain(third)
    expect(await answers('net3')).toEqual(new Set([third]))
    const ctx = simContext(world, { memory })
    await setUserEnabled(ctx, testUser, await readUserFacts(ctx.kv, testUser), false)
    world.nowMs += 3 * minuteMs
    expect(await ask('net3')).toBeUndefined()
  })
  test('keeps them while it is silent and a check since says that it is up, an hour at most', async () => {
    const home = (await ask('net')) ?? 0
    const silence = async (minutes: number): Promise<void> => {
      for (let at = 0; at < minutes; at += 5) {
        world.nowMs += 5 * minuteMs
        await reportAll([home])
      }
    }
    await silence(30)
    await check(home, 20)
    expect(await answers('net')).toEqual(new Set([home]))
    // Online by the check alone for a quarter of an hour; then it only keeps its own.
    await silence(20)
    expect(await answers('net')).toEqual(new Set([home]))
    for (let at = 0; at < 20; at += 1) expect(await answers(`other-${at}`, 1)).not.toContain(home)
    await silence(65)
    expect(await answers('net')).not.toContain(home)
  })
  test('loses them when it is silent and was last checked before', async () => {
    const home = (await ask('net')) ?? 0
    await check(home, 20)
    world.nowMs += minuteMs
    await reportAll()
    for (let at = 0; at < 4; at += 1) {
      world.nowMs += 5 * minuteMs
      await reportAll([home])
    }
    expect(await answers('net')).not.toContain(home)
  })
  test('is found where nothing else is offered', async () => {
    const home = (await ask('net')) ?? 0
    for (const id of ids) await drain(id)
    expect(await answers('net')).toEqual(new Set([home]))
    expect(await ask('other')).toBeUndefined()
    expect(await ask(undefined)).toBeUndefined()
  })
})
