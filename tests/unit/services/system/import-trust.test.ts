import { describe, expect, it } from 'vitest'
import { exportData } from '../../../../src/services/system/export-data.ts'
import { importData } from '../../../../src/services/system/import-data.ts'
import { initialize } from '../../../../src/services/system/initialize.ts'
import { listUsers } from '../../../../src/services/system/list-users.ts'
import { updateSettings } from '../../../../src/services/system/update-settings.ts'
import { updateUser } from '../../../../src/services/system/update-user.ts'
import { createMemory } from '../../../../src/store/context/context.ts'
import { accountKey, nodeKey, userFactKey, userKey } from '../../../../src/store/kv/keys.ts'
import { getListedNode } from '../../../../src/store/nodes/listed-node.ts'
import { listOwnNodes } from '../../../../src/store/nodes/own-nodes.ts'
import { publicNodes } from '../../../../src/services/lists/public-nodes.ts'
import { stats } from '../../../../src/services/lists/stats.ts'
import {
  accountContext,
  addNode,
  addUser,
  adminEmail,
  adminPassword,
  asAdmin,
  codeOf,
  initializedWorld,
} from '../../../support/accounts.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const email = 'user@example.com'

async function backupOf(world: SimKv): Promise<string> {
  return (await exportData(await asAdmin(world), {})).ndjson
}

async function filled(): Promise<SimKv> {
  const world = await initializedWorld()
  await addUser(world, email)
  await addNode(world, email)
  await updateUser(await asAdmin(world), { email, is_admin: 1 })
  await updateSettings(await asAdmin(world), { site_name: 'Of the backup' })
  return world
}

describe('roles and settings', () => {
  it('come only when asked for', async () => {
    const text = await backupOf(await filled())
    const roleOf = async (world: SimKv) =>
      (await listUsers(await asAdmin(world), {})).users.find((user) => user.email === email)?.role
    const plain = await initializedWorld()
    await importData(await asAdmin(plain), { text })
    expect(await roleOf(plain)).toBe('user')
    expect(plain.dump().get('set') ?? '').not.toContain('Of the backup')
    const roles = await initializedWorld()
    await importData(await asAdmin(roles), { text, with: ['roles'] })
    expect(await roleOf(roles)).toBe('admin')
    const settings = await initializedWorld()
    await importData(await asAdmin(settings), { text, with: ['settings'] })
    expect(settings.dump().get('set')).toContain('Of the backup')
    expect(await roleOf(settings)).toBe('user')
  })

  it('two lines make no admin', async () => {
    const world = await initializedWorld()
    await addUser(world, email)
    const key = userFactKey(userKey(email), 'a', world.nowMs + 1)
    const text = JSON.stringify({ key, value: '1' })
    await importData(await asAdmin(world), { text, force: true })
    expect(world.dump().has(key)).toBe(false)
  })
})

describe('the signature', () => {
  it('is wanted before the first record, unless forced', async () => {
    const source = await filled()
    const text = await backupOf(source)
    const lines = text.trimEnd().split('\n')
    const world = await initializedWorld()
    const before = world.dump()
    const changed = text.replace('user@example.com', 'evil@example.com')
    const forged = [
      changed,
      lines.slice(1, -1).join('\n'),
      lines.slice(0, -1).join('\n'),
      `${text}\n${lines[2]}`,
    ]
    for (const one of forged) {
      expect(await codeOf(importData(await asAdmin(world), { text: one }))).toBe('import_unsigned')
    }
    expect([...world.dump()].filter(([key]) => !before.has(key) && !/^(?:t|sn|au|aw)_/.test(key))).toEqual([])
    expect(
      (await importData(await asAdmin(world), { text: lines.slice(1, -1).join('\n'), force: true })).imported,
    ).toBeGreaterThan(0)
  })

  it('holds for pages one after the other', async () => {
    const text = await backupOf(await filled())
    expect(await codeOf(importData(await asAdmin(await initializedWorld()), { text: text + text }))).toBe(
      'ok',
    )
  })

  it('of another JWT_SECRET says so', async () => {
    const text = await backupOf(await filled())
    const world = new SimKv()
    const variables = { JWT_SECRET: 'another secret of enough characters' }
    const body = { jwt_secret: variables.JWT_SECRET, email: adminEmail, password: adminPassword }
    await initialize(accountContext(world, { variables }), body)
    const caller = { email: adminEmail, userKey: userKey(adminEmail), role: 'super_admin' } as const
    const ctx = accountContext(world, { variables, caller })
    expect(await codeOf(importData(ctx, { text }))).toBe('import_other_secret')
    expect(await codeOf(importData(ctx, { text, force: true }))).toBe('ok')
  })
})

describe('a record that is not what its key says', () => {
  const bad = async () => {
    const world = await filled()
    const [key = '', value = ''] = [...world.dump()].find(([one]) => one.startsWith('n_')) ?? []
    const node = JSON.parse(value) as { id: number; connections: { ip: string }[] }
    const withIp = (ip: string): string =>
      JSON.stringify({ ...node, connections: [{ type: 'TCP', ip, port: 1 }] })
    const withWeekly = (...windows: readonly number[][]): string =>
      JSON.stringify({ ...node, weekly: [{ fromMs: 1, toMs: 0, windows }] })
    const values = [
      '{"v":1}',
      withIp('203.0.113.1\ntcp://evil.example:1'),
      withIp('not a host'),
      JSON.stringify({ ...node, id: node.id + 36 }),
      JSON.stringify({ ...node, off: 'x' }),
      JSON.stringify({ ...node, node_name: 'a\nb' }),
      withWeekly([8, 0, 60, 0]),
      withWeekly([1, 0, 1440, 0]),
      withWeekly([1, 0, 60]),
      withWeekly(...Array.from({ length: 8 }, () => [1, 0, 60, 0])),
    ]
    return { world, key, node, values }
  }

  it('is left out of an import, named, and the others come', async () => {
    const { world, key, values } = await bad()
    const lines = (await backupOf(world)).trimEnd().split('\n').slice(1, -1)
    for (const value of values) {
      const target = await initializedWorld()
      const text = lines
        .map((line) => (line.includes(`"${key}"`) ? JSON.stringify({ key, value }) : line))
        .join('\n')
      const ctx = await asAdmin(target)
      const answer = await importData(ctx, { text, force: true })
      expect(answer).toMatchObject({ rejected: 1, rejected_lines: [expect.any(Number)] })
      expect(answer.imported).toBeGreaterThan(1)
      expect(target.dump().has(key)).toBe(false)
      expect(ctx.lines.map(({ event }) => event)).toContain('import_rejected')
    }
  })

  it('takes no list down when it is in the store all the same', async () => {
    const { world, key, node } = await bad()
    const good = await addNode(world, email, 'good')
    const oddWeekly = JSON.stringify({ ...node, weekly: [{ fromMs: 1, toMs: 0, windows: [7] }] })
    for (const value of ['{"v":1}', '{"v":1,"connections":[]}', oddWeekly, 'no json']) {
      world.write(key, value, 0)
      world.write(accountKey(good), '{"v":1}', 0)
      world.wipe((one) => one.startsWith('view'))
      const ctx = { ...accountContext(world), memory: createMemory() }
      const list = JSON.parse(await (await publicNodes(ctx, { show_offline: true })).body()) as {
        nodes: { id: number }[]
      }
      expect(list.nodes.map(({ id }) => id)).toEqual([good])
      await (await stats(ctx)).body()
      expect((await listOwnNodes(ctx, userKey(email))).map((own) => own.node.id)).toEqual([good])
      expect(await getListedNode(ctx, node.id)).toBeUndefined()
      if (value !== 'no json') expect(ctx.lines.map(({ event }) => event)).toContain('records_unreadable')
    }
    expect(nodeKey(node.id)).toBe(key)
  })
})
