import { describe, expect, it, test } from 'vitest'
import { seal } from '../../../../src/auth/sealing.ts'
import { deriveSecrets } from '../../../../src/auth/secrets.ts'
import { createNode } from '../../../../src/services/nodes/create-node.ts'
import { openCredentials } from '../../../../src/services/nodes/credentials.ts'
import { getNode } from '../../../../src/services/nodes/get-node.ts'
import { myNodes } from '../../../../src/services/nodes/my-nodes.ts'
import { regenerateToken } from '../../../../src/services/nodes/regenerate-token.ts'
import { updateNode } from '../../../../src/services/nodes/update-node.ts'
import { report } from '../../../../src/services/reports/report.ts'
import { nodeKey, userKey } from '../../../../src/store/kv/keys.ts'
import { getListedNode } from '../../../../src/store/nodes/listed-node.ts'
import { getNode as readNode } from '../../../../src/store/nodes/nodes.ts'
import type { NodeRecord } from '../../../../src/store/nodes/node-record.ts'
import { publicNodes } from '../../../../src/services/lists/public-nodes.ts'
import { accountContext, codeOf, jwtSecret, type AccountContext } from '../../../support/accounts.ts'
import { sendReport } from '../../../support/kv/nodes.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const email = 'owner@example.com'
const caller = { email, userKey: userKey(email), role: 'user' } as const
const connections = [{ type: 'TCP' as const, ip: '203.0.113.9', port: 11010 }]
const elsewhere = [{ type: 'TCP' as const, ip: '198.51.100.66', port: 11010 }]

/** Two places that see each other's writes after a minute. */
function twoPlaces() {
  const world = new SimKv({ places: 2, delayMs: () => 60_000 })
  const at = (place = 0): AccountContext => accountContext(world, { place, caller })
  const create = async (more: object = {}) => {
    const body = { node_name: 'one', region_type: 'domestic' as const, connections, ...more }
    const made = await createNode(at(), body)
    world.settle()
    return made.node
  }
  const read = async (place = 0): Promise<NodeRecord> => {
    const [id] = (await myNodes(at(place))).nodes.map((node) => node.id)
    const node = await readNode(at(place), id ?? 0)
    if (node === undefined) throw new Error('no node')
    return node
  }
  return { world, at, create, read }
}

describe('what an edit elsewhere must not undo', () => {
  it('a regenerated token stays, the former one ends after an hour', async () => {
    const { world, at, create } = twoPlaces()
    const { id, report_token: first } = await create()
    const { report_token: second } = await regenerateToken(at(0), { id })
    world.nowMs += 1000
    await updateNode(at(1), { id, change: { notes: 'edited elsewhere' } })
    world.settle()
    for (const place of [0, 1]) {
      expect(await codeOf(report(at(place), { token: second }))).toBe('ok')
      expect(await codeOf(report(at(place), { token: first }))).toBe('ok')
      expect((await getNode(at(place), { id })).node).toMatchObject({
        notes: 'edited elsewhere',
        token_prefix: second.slice(0, 20),
      })
    }
    world.nowMs += 3_600_000
    for (const place of [0, 1]) {
      expect(await codeOf(report(at(place), { token: first }))).toBe('report_token_invalid')
      expect(await codeOf(report(at(place), { token: second }))).toBe('ok')
    }
    // One before the last never comes back.
    await regenerateToken(at(0), { id })
    world.settle()
    expect(await codeOf(report(at(1), { token: first }))).toBe('report_token_invalid')
    expect(await codeOf(report(at(1), { token: second }))).toBe('ok')
  })

  it('a drained node stays drained, in its own page, the lists and the text answers', async () => {
    const { world, at, create } = twoPlaces()
    const { id, report_token: token } = await create()
    await report(at(0), { token })
    await updateNode(at(0), { id, change: { is_enabled: 0 } })
    world.nowMs += 1000
    await updateNode(at(1), { id, change: { notes: 'edited elsewhere' } })
    world.settle()
    world.nowMs += 130_000
    for (const place of [0, 1]) {
      expect((await getNode(at(place), { id })).node).toMatchObject({
        is_enabled: 0,
        notes: 'edited elsewhere',
      })
      expect((await myNodes(at(place))).nodes[0]).toMatchObject({ is_enabled: 0, state: 'drained' })
      expect(await getListedNode(at(place), id)).toMatchObject({ is_enabled: 0 })
      const list = await (await publicNodes(at(place), { show_offline: true })).body()
      expect(JSON.parse(list)).toMatchObject({ nodes: [] })
    }
    await updateNode(at(1), { id, change: { is_enabled: 1 } })
    world.settle()
    expect((await getListedNode(at(0), id))?.id).toBe(id)
  })

  it('credentials stay', async () => {
    const { world, at, create, read } = twoPlaces()
    const { id } = await create({ network_name: 'net' })
    await updateNode(at(0), { id, change: { network_secret: 'hush' } })
    world.nowMs += 1000
    await updateNode(at(1), { id, change: { notes: 'edited elsewhere', network_name: 'other' } })
    world.settle()
    for (const place of [0, 1]) {
      expect(await openCredentials(at(place), await read(place))).toEqual({
        network_name: 'other',
        network_secret: 'hush',
      })
    }
    expect([...world.dump().values()].join()).not.toContain('hush')
  })
})

describe('credentials belong to the hosts they were given for', () => {
  it('a change of hosts clears them and says so; a change of port does not', async () => {
    const { at, create, read } = twoPlaces()
    const { id } = await create({ network_name: 'net', network_secret: 'hush' })
    const [first] = connections
    const port = await updateNode(at(), {
      id,
      change: { connections: [{ type: 'TCP', ip: first?.ip ?? '', port: 11011 }] },
    })
    expect(port).not.toHaveProperty('credentials_cleared')
    expect(port.node).toMatchObject({ network_name_set: true, network_secret_set: true })
    const moved = await updateNode(at(), { id, change: { connections: elsewhere } })
    expect(moved).toMatchObject({ credentials_cleared: true })
    expect(moved.message).toContain('凭据已清除')
    expect(moved.node).toMatchObject({ network_name_set: false, network_secret_set: false })
    expect(await openCredentials(at(), await read())).toBeUndefined()
  })

  it('takes what is given together with the new hosts', async () => {
    const { at, create, read } = twoPlaces()
    const { id } = await create({ network_name: 'net', network_secret: 'hush' })
    const change = { connections: elsewhere, network_name: 'new', network_secret: 'quiet' }
    expect(await updateNode(at(), { id, change })).not.toHaveProperty('credentials_cleared')
    expect(await openCredentials(at(), await read())).toEqual({
      network_name: 'new',
      network_secret: 'quiet',
    })
  })

  it('does not open what was sealed for other hosts, whatever the record says', async () => {
    const { world, at, create, read } = twoPlaces()
    const { id } = await create({ network_name: 'net', network_secret: 'hush' })
    const record = JSON.parse(world.dump().get(nodeKey(id)) ?? '') as NodeRecord
    world.write(nodeKey(id), JSON.stringify({ ...record, connections: elsewhere }), 0)
    expect(await openCredentials(at(), await read())).toBeUndefined()
  })
})

describe('a record of before tokens, credentials and drains had facts', () => {
  it('works as it is, and facts win over it', async () => {
    const { world, at, create, read } = twoPlaces()
    const { id, report_token: token } = await create()
    const secrets = deriveSecrets(jwtSecret)
    if (secrets === undefined) throw new Error('no secrets')
    const record = JSON.parse(world.dump().get(nodeKey(id)) ?? '') as NodeRecord
    const old: NodeRecord = {
      ...record,
      is_enabled: 0,
      off: [[world.nowMs, 0]],
      network_name: await seal(secrets, `node:${caller.userKey}:network_name`, 'net'),
      network_secret: await seal(secrets, `node:${caller.userKey}:network_secret`, 'hush'),
    }
    world.write(nodeKey(id), JSON.stringify(old), 0)
    world.settle()
    expect(await openCredentials(at(), await read())).toEqual({ network_name: 'net', network_secret: 'hush' })
    expect(await codeOf(report(at(), { token }))).toBe('ok')
    expect((await getNode(at(), { id })).node.is_enabled).toBe(0)
    await updateNode(at(), { id, change: { is_enabled: 1, network_secret: null } })
    expect((await getNode(at(), { id })).node).toMatchObject({ is_enabled: 1, network_secret_set: false })
    expect(await openCredentials(at(), await read())).toEqual({ network_name: 'net', network_secret: '' })
  })
})

it('the facts of a node do not pile up', async () => {
  const { world, at, create } = twoPlaces()
  const { id } = await create()
  for (let count = 0; count < 60; count += 1) {
    await regenerateToken(at(), { id })
    await updateNode(at(), { id, change: { network_name: `net${count}` } })
    world.nowMs += 660_000
  }
  const keys = [...world.dump().keys()].filter((key) => /^(?:r_.{12}_00000000_|c_.{12}_.{9,}|k_)/.test(key))
  expect(keys.length).toBeLessThan(20)
})

it('a drain that a crash has cut in two is one everywhere, and the next look at it makes it whole', async () => {
  const { world, at, create, read } = twoPlaces()
  const { id } = await create()
  const isCopy = (key: string): boolean => /^r_.{12}_00000000_.+d0$/.test(key)
  const kv = world.at(0, { fault: ({ key }) => (isCopy(key) ? 'lost_before' : 'ok') })
  await expect(updateNode({ ...at(), kv }, { id, change: { is_enabled: 0 } })).rejects.toThrow()
  world.settle()
  expect([...world.dump().keys()].some(isCopy)).toBe(false)
  expect((await read()).is_enabled).toBe(0)
  expect(await getListedNode(at(1), id)).toMatchObject({ is_enabled: 0 })
  const list = await (await publicNodes(at(1), { show_offline: true })).body()
  expect(JSON.parse(list)).toMatchObject({ nodes: [] })
  const visit = at()
  expect((await getNode(visit, { id })).node.is_enabled).toBe(0)
  await visit.background()
  world.settle()
  expect([...world.dump().keys()].some(isCopy)).toBe(true)
})

test('a reported tier that is sent back stays the reporter’s, another one is the owner’s', async () => {
  const { world, at, create, read } = twoPlaces()
  const { id } = await create({ tier_bandwidth: 10 })
  world.nowMs += 60_000
  await sendReport(world, id, { tier_bandwidth: 77 })
  world.settle()
  const put = async (tier_bandwidth: number) => {
    world.nowMs += 1000
    const { node } = await updateNode(at(), { id, change: { tier_bandwidth } })
    world.settle()
    return [node.tier_bandwidth, (await read()).tier_bandwidth]
  }
  expect(await put(77)).toEqual([77, 10])
  expect(await put(50)).toEqual([50, 50])
})
