import { existsSync } from 'node:fs'
import initSqlJs from 'sql.js'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  convert,
  type Converted,
  type ConvertOptions,
} from '../../../../src/tools/easytier-worker/convert.ts'
import { readOldDatabase } from '../../../../src/tools/easytier-worker/old-database.ts'
import { readNodes, type OldNode } from '../../../../src/tools/easytier-worker/old-nodes.ts'
import { readUsers } from '../../../../src/tools/easytier-worker/old-users.ts'
import { lineOf, Report, type Told } from '../../../../src/tools/easytier-worker/told.ts'
import {
  inserts,
  makeDump,
  oldHash,
  oldNode,
  oldPassword,
  oldSchema,
} from '../../../support/old-site-dump.ts'

const nowMs = Date.UTC(2026, 10, 20, 12)
const options: ConvertOptions = {
  secret: 'a secret of these tests',
  policy: { scheme: 'scrypt', ln: 1 },
  nowMs,
  takesUnverified: false,
  sendsTotals: (id) => Number(id) % 2 === 0,
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const dump = makeDump(nowMs)

/** Keys with their values of some pages. */
function entriesOf({ pages }: Converted): Map<string, string> {
  const lines = pages.flatMap((page) => page.split('\n')).filter((line) => line.startsWith('{"key"'))
  return new Map(
    lines.map((line) => {
      const { key, value } = JSON.parse(line) as { key: string; value: string }
      return [key, value]
    }),
  )
}

describe('a database with everything odd', () => {
  let converted: Converted
  let nodes: readonly OldNode[]
  beforeAll(async () => {
    const tables = await readOldDatabase(bytes(dump.sql))
    converted = await convert(tables, options)
    const quiet = new Report()
    nodes = readNodes(
      tables.get('nodes') ?? [],
      readUsers(tables.get('users') ?? [], quiet, options),
      quiet,
      options,
    )
  }, 120_000)

  test('every user and every node has exactly one line that says whether it was taken', () => {
    for (const [what, rows] of [
      ['user', dump.users],
      ['node', dump.nodes],
    ] as const) {
      const main = converted.report.lines.filter((line) => line.what === what && line.field === undefined)
      expect(main.map(({ row }) => row.split(' ')[0])).toEqual(rows.map(({ id }) => String(id)))
      expect(new Set(main.map(({ kind }) => kind))).toEqual(new Set(['taken', 'left out']))
    }
    const records = [...entriesOf(converted).keys()]
    expect(records.filter((key) => key.startsWith('u_'))).toHaveLength(
      converted.report.count('taken', 'user'),
    )
    expect(records.filter((key) => key.startsWith('n_'))).toHaveLength(nodes.length)
    expect(nodes.length).toBe(converted.report.count('taken', 'node'))
  })

  test('no value of a taken node is another one without a line that says so', () => {
    const told = new Map<string, Told[]>()
    for (const line of converted.report.lines.filter(({ what }) => what === 'node')) {
      const key = `${line.row.split(' ')[0]} ${line.field?.replace(/\[.*/, '') ?? ''}`
      told.set(key, [...(told.get(key) ?? []), line])
    }
    const rows = new Map(dump.nodes.map((row) => [String(row['id']), row]))
    const missing: string[] = []
    const same = [
      'node_name',
      'region_type',
      'region_detail',
      'tier_bandwidth',
      'max_bandwidth',
      'max_traffic',
    ] as const
    const others = ['max_connections', 'tags', 'notes', 'allow_relay', 'is_enabled'] as const
    for (const node of nodes) {
      const row = rows.get(node.oldId) ?? {}
      const expectTold = (field: string, isSame: boolean): void => {
        if (!isSame && !told.has(`${node.oldId} ${field}`)) missing.push(`${node.oldId} ${field}`)
      }
      for (const field of [...same, ...others]) {
        expectTold(
          field,
          node.config[field] === (row[field] ?? (typeof node.config[field] === 'string' ? '' : null)),
        )
      }
      expectTold('report_token', node.token === row['report_token'])
      expectTold('network_name', (node.credentials.network_name ?? '') === (row['network_name'] ?? ''))
      expectTold('network_token', (node.credentials.network_secret ?? '') === (row['network_token'] ?? ''))
      expectTold('last_report_at', (node.lastReport === undefined) === !row['last_report_at'])
      expectTold('recent_status', (row['recent_status'] ?? '') === '' || node.history.length > 0)
      expectTold('offline_notify', row['offline_notify'] === 0)
      expectTold('created_at', Math.abs(Date.parse(`${row['created_at']}Z`) - node.createdMs) < 1000)
      const shownGb = (node.lastReport?.usedGb ?? 0) + node.config.correction_traffic
      const isShown = Math.abs(shownGb - Number(row['used_traffic'])) < 1e-9 && row['used_traffic'] !== null
      expectTold('used_traffic', isShown || told.has(`${node.oldId} correction_traffic`))
      const list: unknown = JSON.parse(String(row['connections']))
      const count = Array.isArray(list) ? list.length : 1
      expectTold('connections', node.config.connections.length === count)
    }
    expect(missing).toEqual([])
  })

  test('names are unique within an owner, and nothing secret is in the report', () => {
    const names = nodes.map((node) => `${node.owner.key} ${node.config.node_name}`)
    expect(new Set(names).size).toBe(names.length)
    const text = converted.report.lines.map(lineOf).join('\n')
    expect(text.split('\n')).toHaveLength(converted.report.lines.length)
    for (const secret of ['re_very_secret', oldHash(oldPassword), 'abababababab'])
      expect(text).not.toContain(secret)
    for (const { report_token: token } of dump.nodes)
      if (String(token).length > 16) expect(text).not.toContain(token)
  })

  test('no page holds a plain digest or token, and each fits one request', () => {
    const hex = Buffer.from(oldHash(oldPassword), 'base64').toString('hex')
    for (const page of converted.pages) {
      expect(Buffer.byteLength(page)).toBeLessThanOrEqual(1_000_000)
      expect(page.split('\n').length).toBeLessThanOrEqual(259)
      for (const secret of [oldHash(oldPassword), hex]) expect(page).not.toContain(secret)
    }
    const tokens = new Set(nodes.map(({ token }) => token))
    const words = converted.pages.flatMap((page) => page.match(/[0-9a-f]{32,}/gi) ?? [])
    expect(words.filter((word) => tokens.has(word))).toEqual([])
  })

  test('the same database gives the same keys, from a SQLite file as from SQL, a day later as well', async () => {
    const { Database } = await initSqlJs()
    const database = new Database()
    database.exec(dump.sql)
    const again = await convert(await readOldDatabase(database.export()), {
      ...options,
      nowMs: nowMs + 3_600_000,
    })
    expect([...entriesOf(again).keys()]).toEqual([...entriesOf(converted).keys()])
    expect(again.report.lines.map(lineOf)).toEqual(converted.report.lines.map(lineOf))
  }, 120_000)

  test('without a secret nothing is made, and the report is the same', async () => {
    const dry = await convert(await readOldDatabase(bytes(dump.sql)), { ...options, secret: undefined })
    expect(dry.pages).toEqual([])
    expect(dry.report.lines).toEqual(converted.report.lines)
  })
})

describe('one node', () => {
  test('has what it had', async () => {
    const users = [
      {
        id: 1,
        email: 'owner@example.com',
        password_hash: oldHash('x'),
        is_verified: 1,
        created_at: '2026-01-01 00:00:00',
      },
    ]
    const row = oldNode(2, nowMs, {
      network_name: 'net',
      network_token: 'sec',
      used_traffic: 60,
      correction_traffic: 10,
    })
    const tables = await readOldDatabase(bytes(oldSchema + inserts('users', users) + inserts('nodes', [row])))
    const converted = await convert(tables, options)
    const entries = entriesOf(converted)
    const record = JSON.parse([...entries].find(([key]) => key.startsWith('n_'))?.[1] ?? '') as unknown
    expect(record).toMatchObject({
      ownerEmail: 'owner@example.com',
      node_name: 'node 2',
      region_detail: '北京',
      tier_bandwidth: 100,
      max_traffic: 1000,
      reset_day: 1,
      reset_cycle: 0,
      correction_traffic: 10,
      legacy_cumulative: 1,
      is_enabled: 1,
      token: { prefix: String(row['report_token']).slice(0, 8) },
    })
    const kinds = [...entries.keys()].map((key) => key.replace(/_.*/, '')).sort()
    // Credentials with their facts and copies, the approval with its copy, two reports with their live facts.
    expect(kinds.filter((kind) => kind === 'k')).toHaveLength(2)
    expect(kinds.filter((kind) => kind === 'c')).toHaveLength(4)
    expect(kinds.filter((kind) => kind === 'r')).toHaveLength(5)
    expect(converted.report.lines.map(({ kind }) => kind)).toEqual(['taken', 'taken', 'changed', 'left out'])
  })
})

describe('what is refused', () => {
  test.each([
    ['bytes', new Uint8Array([0xff, 0xfe, 0]), 'neither a SQLite file nor SQL'],
    ['another text', bytes('hello'), 'syntax error'],
    ['another database', bytes('CREATE TABLE users (id);'), 'no table nodes'],
    ['half a file', bytes('SQLite format 3\0 and then nothing'), 'SQLite says'],
    ['a dump that breaks off', bytes(`${oldSchema}INSERT INTO "users" VALUES(1,'a`), 'SQLite says'],
  ])('%s', async (_what, content, why) => {
    await expect(readOldDatabase(content)).rejects.toThrow(why)
  })

  test('a dump reaches no file of this machine', async () => {
    const file = '/tmp/easytier-worker-attached.db'
    const hostile = `ATTACH DATABASE '${file}' AS other; CREATE TABLE other.t (a);`
    await readOldDatabase(bytes(hostile + oldSchema)).catch(() => undefined)
    expect(existsSync(file)).toBe(false)
  })
})
