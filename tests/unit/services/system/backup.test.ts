import { createMemory } from '../../../../src/store/context/context.ts'
import { publicNodes } from '../../../../src/services/lists/public-nodes.ts'
import { describe, expect, it } from 'vitest'
import { exportData } from '../../../../src/services/system/export-data.ts'
import { importData } from '../../../../src/services/system/import-data.ts'
import { initialize } from '../../../../src/services/system/initialize.ts'
import { myNodes, updateNode } from '../../../../src/services/nodes/index.ts'
import { me } from '../../../../src/services/auth/me.ts'
import { authenticate } from '../../../../src/services/auth/authenticate.ts'
import { listNodeIds } from '../../../../src/store/nodes/nodes.ts'
import { accountKey, userKey } from '../../../../src/store/kv/keys.ts'
import {
  accountContext,
  addNode,
  addUser,
  adminEmail,
  adminPassword,
  asAdmin,
  codeOf,
  initializedWorld,
  jwtSecret,
  signedIn,
  tokenOf,
} from '../../../support/accounts.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const email = 'user@example.com'

async function exportAll(world: SimKv): Promise<string[]> {
  const pages: string[] = []
  let cursor = ''
  do {
    const page = await exportData(await asAdmin(world), cursor === '' ? {} : { cursor })
    pages.push(page.ndjson)
    cursor = page.nextCursor ?? ''
  } while (cursor !== '')
  return pages
}

async function filled(): Promise<SimKv> {
  const world = await initializedWorld()
  await addUser(world, email)
  const id = await addNode(world, email)
  const weekly_maintenance = [{ weekday: 2, from: '03:00', to: '05:00' }]
  await updateNode(await signedIn(world, email), { id, change: { weekly_maintenance } })
  for (let count = 0; count < 300; count += 1) await addUser(world, `user${count}@example.com`)
  return world
}

function durable(world: SimKv): [string, string][] {
  return [...world.dump()].filter(([key]) => !/^(t_|view_|v[tp]_|r[tp]_|mail_|sn_)/.test(key)).sort()
}

describe('export', () => {
  it('holds every durable record once, over several pages, and no throttle, link or view', async () => {
    const world = await filled()
    const pages = await exportAll(world)
    expect(pages.length).toBeGreaterThan(2)
    const entries = pages
      .join('')
      .trim()
      .split('\n')
      .map((line): { key?: string; value?: string } => JSON.parse(line))
      .filter(({ key }) => key !== undefined)
    expect(entries.map(({ key, value }) => [key, value]).sort()).toEqual(durable(world))
  })

  it('signs parts that are each small enough to be imported in one body', async () => {
    const world = await initializedWorld()
    await addUser(world, email)
    for (let count = 0; count < 40; count += 1) await addNode(world, email, `节点${count}`)
    for (const id of await listNodeIds(accountContext(world), userKey(email))) {
      await accountContext(world).kv.put(accountKey(id), JSON.stringify({ v: 1, filler: '"'.repeat(60_000) }))
    }
    const pages = await exportAll(world)
    const parts = pages.flatMap((page) => page.split(/(?<=\{"signature":"[0-9a-f]{64}"\}\n)/))
    const sizes = parts.map((part) => new TextEncoder().encode(part).length)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(1_000_000)
    expect(Math.max(...sizes)).toBeLessThan(1_000_000)
    const fresh = await initializedWorld()
    for (const text of parts) await importData(await asAdmin(fresh), { text })
    expect(await listNodeIds(accountContext(fresh), userKey(email))).toHaveLength(40)
  })

  it('is for the super admin alone and refuses a made-up cursor', async () => {
    const world = await initializedWorld()
    await addUser(world, email)
    expect(await codeOf(exportData(await signedIn(world, email), {}))).toBe('super_admin_required')
    expect(await codeOf(exportData(accountContext(world), {}))).toBe('token_missing')
    for (const cursor of ['x', '99.', '-1.', '1', '__proto__']) {
      expect(await codeOf(exportData(await asAdmin(world), { cursor }))).toBe('invalid_field')
    }
  })
})

describe('import', () => {
  it('restores an empty site, page by page, and a second time changes nothing', async () => {
    const source = await filled()
    const pages = await exportAll(source)
    const world = new SimKv()
    await initialize(accountContext(world), {
      jwt_secret: jwtSecret,
      email: adminEmail,
      password: 'another one',
    })
    const token = await tokenOf(world, adminEmail, 'another one')
    const ctx = async () =>
      accountContext(world, { caller: await authenticate(accountContext(world), token) })
    const memory = createMemory()
    const shown = async (): Promise<number> => {
      const reader = { ...accountContext(world), memory }
      return Number(JSON.parse(await (await publicNodes(reader, { show_offline: true })).body()).total)
    }
    expect(await shown()).toBe(0)
    for (const text of pages)
      await importData({ ...(await ctx()), memory }, { text, with: ['roles', 'settings'] })
    // not only when the view of the empty site is old
    expect(await shown()).toBeGreaterThan(0)
    const restored = world.dump()
    for (const text of pages) {
      const answer = await importData(await ctx(), { text, with: ['roles', 'settings'] })
      const records = text.trim().split('\n').length - 2
      expect(answer).toMatchObject({ message: '导入完成', imported: 0, skipped: records, rejected: 0 })
    }
    expect(world.dump()).toEqual(restored)
    const isOwn = (key: string): boolean =>
      key.includes(userKey(adminEmail)) || key === 'init' || /^a[uw]_/.test(key)
    expect(durable(world).filter(([key]) => !isOwn(key))).toEqual(
      durable(source).filter(([key]) => !isOwn(key)),
    )
    const owner = await signedIn(world, email)
    const before = await me(await signedIn(source, email))
    expect(await me(owner)).toEqual(before)
    expect(await listNodeIds(owner, userKey(email))).toEqual(
      await listNodeIds(await signedIn(source, email), userKey(email)),
    )
    expect((await myNodes(owner)).nodes.map((node) => node.weekly_maintenance)).toEqual([
      [{ weekday: 2, from: '03:00', to: '05:00', utc_offset: 480 }],
    ])
    expect(await codeOf(tokenOf(world, adminEmail, adminPassword))).toBe('invalid_credentials')
  })

  it('keeps what exists', async () => {
    const world = await initializedWorld()
    await addUser(world, email)
    const [record = ''] = [...world.dump().keys()].filter((key) => key === `u_${userKey(email)}`)
    const before = world.dump().get(record)
    const text = JSON.stringify({ key: record, value: '{"v":1,"email":"x"}' })
    expect(await importData(await asAdmin(world), { text, force: true })).toMatchObject({
      imported: 0,
      skipped: 1,
    })
    expect(world.dump().get(record)).toBe(before)
  })

  it.each([
    ['', 'lines'],
    ['\n\n', 'lines'],
    ['not json', 'lines[0]'],
    ['null', 'lines[0]'],
    ['[]', 'lines[0]'],
    ['{"key":"set"}', 'lines[0]'],
    ['{"key":"view_p","value":"{\\"v\\":1}"}', 'lines[0]'],
    ['{"key":"t_la_x","value":"1"}', 'lines[0]'],
    ['{"key":"vt_x","value":"{\\"v\\":1}"}', 'lines[0]'],
    ['{"key":"u_","value":"{\\"v\\":1}"}', 'lines[0]'],
    ['{"key":"u_a b","value":"{\\"v\\":1}"}', 'lines[0]'],
    ['{"key":"u_../x","value":"{\\"v\\":1}"}', 'lines[0]'],
    ['{"key":"__proto__","value":"1"}', 'lines[0]'],
    ['{"key":7,"value":"1"}', 'lines[0]'],
    ['{"key":"set","value":{"v":1}}', 'lines[0]'],
    ['{"key":"set","value":"[]"}', 'lines[0]'],
    ['{"key":"set","value":"{\\"v\\":2}"}', 'lines[0]'],
    ['{"key":"uf_x","value":""}', 'lines[0]'],
    [`{"key":"uf_x","value":"${'x'.repeat(65)}"}`, 'lines[0]'],
    ['{"key":"uf_x","value":"1"}\n{"key":"bad","value":"1"}', 'lines[1]'],
  ])('refuses %j and writes nothing', async (text, field) => {
    const world = await initializedWorld()
    const ctx = await asAdmin(world)
    const before = world.dump()
    await expect(importData(ctx, { text })).rejects.toMatchObject({
      code: 'import_invalid',
      details: { field },
    })
    expect(world.dump()).toEqual(before)
  })

  it('is for the super admin alone', async () => {
    const world = await initializedWorld()
    await addUser(world, email)
    expect(await codeOf(importData(await signedIn(world, email), { text: '' }))).toBe('super_admin_required')
  })
})
