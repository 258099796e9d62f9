import { createHash } from 'node:crypto'
import { seededRandom } from './kv/random.ts'

/** A made-up database of an easytier-worker, with everything odd that its columns allow. */
export type MadeDump = {
  readonly sql: string
  readonly users: readonly MadeRow[]
  readonly nodes: readonly MadeRow[]
}
export type MadeRow = Readonly<Record<string, string | number | null>>

export const oldPassword = 'their old pass word 密码'

/** What the old site stores of a password. */
export function oldHash(password: string): string {
  return createHash('sha256').update(password).digest('base64')
}

export const oldSchema = `PRAGMA defer_foreign_keys=TRUE;
CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT UNIQUE NOT NULL, password_hash TEXT NOT NULL,
  is_admin INTEGER DEFAULT 0, is_super_admin INTEGER DEFAULT 0, is_verified INTEGER DEFAULT 0, verification_token TEXT,
  is_enabled INTEGER DEFAULT 1, created_at DATETIME DEFAULT CURRENT_TIMESTAMP, qq_number TEXT);
CREATE TABLE nodes (id INTEGER PRIMARY KEY AUTOINCREMENT, user_email TEXT NOT NULL, node_name TEXT NOT NULL,
  region_type TEXT NOT NULL, region_detail TEXT NOT NULL, connections TEXT NOT NULL, current_bandwidth REAL DEFAULT 0,
  tier_bandwidth REAL NOT NULL, max_bandwidth REAL NOT NULL, used_traffic REAL DEFAULT 0,
  correction_traffic REAL DEFAULT 0, max_traffic REAL NOT NULL, reset_cycle INTEGER NOT NULL,
  reset_date DATETIME NOT NULL, connection_count INTEGER DEFAULT 0, max_connections INTEGER NOT NULL, tags TEXT,
  created_at DATETIME DEFAULT CURRENT_TIMESTAMP, valid_until DATETIME NOT NULL, status TEXT DEFAULT 'offline',
  recent_status TEXT DEFAULT '', notes TEXT, allow_relay INTEGER DEFAULT 0, is_enabled INTEGER DEFAULT -1,
  last_report_at DATETIME, report_token TEXT, network_name TEXT, network_token TEXT, offline_notify INTEGER DEFAULT 0,
  FOREIGN KEY (user_email) REFERENCES users(email));
CREATE TABLE node_peers (id INTEGER PRIMARY KEY, node_id INTEGER NOT NULL, peer_id TEXT NOT NULL);
CREATE TABLE confs (id INTEGER PRIMARY KEY, setting_key TEXT UNIQUE NOT NULL, setting_value TEXT NOT NULL);
`

function literal(value: string | number | null): string {
  if (value === null) return 'NULL'
  if (typeof value === 'number') return value === Infinity ? '9e999' : String(value)
  const quoted = `'${value.replaceAll("'", "''").replaceAll('\n', '\\n')}'`
  return value.includes('\n') ? `replace(${quoted},'\\n',char(10))` : quoted
}

/** Rows as the hosting's export writes them. */
export function inserts(table: string, rows: readonly MadeRow[]): string {
  return rows
    .map((row) => {
      const names = Object.keys(row).map((name) => `"${name}"`)
      return `INSERT INTO "${table}" (${names.join(',')}) VALUES(${Object.values(row).map(literal).join(',')});\n`
    })
    .join('')
}

const day = 86_400_000

/** One well-formed node of the old site, as a base for odd ones. */
export function oldNode(id: number, nowMs: number, over: MadeRow = {}): MadeRow {
  return {
    id,
    user_email: 'owner@example.com',
    node_name: `node ${id}`,
    region_type: 'domestic',
    region_detail: '北京',
    connections: JSON.stringify([{ type: 'TCP', ip: `203.0.${id >> 8}.${id & 255}`, port: 11_010 }]),
    current_bandwidth: 12.5,
    tier_bandwidth: 100,
    max_bandwidth: 1000,
    used_traffic: 50.2,
    correction_traffic: 0,
    max_traffic: 1000,
    reset_cycle: 1,
    reset_date: nextFirst(nowMs),
    connection_count: 5,
    max_connections: 100,
    tags: '高速,稳定',
    created_at: sqlTime(nowMs - 40 * day - id * 1000),
    valid_until: new Date(nowMs + 200 * day).toISOString().slice(0, 10),
    status: 'online',
    recent_status: '234',
    notes: 'a note',
    allow_relay: 1,
    is_enabled: 1,
    last_report_at: new Date(nowMs - 300_000).toISOString(),
    report_token: tokenOf(id),
    network_name: null,
    network_token: null,
    offline_notify: 0,
    ...over,
  }
}

export function tokenOf(id: number): string {
  return createHash('sha256').update(`token ${id}`).digest('hex').slice(0, 32)
}

/** `YYYY-MM-DD HH:MM:SS`, as CURRENT_TIMESTAMP writes it. */
export function sqlTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}

function nextFirst(nowMs: number): string {
  const now = new Date(nowMs)
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString()
}

/** 500 users and 2,000 nodes: most of them plain, the others odd, the same for the same seed and time. */
export function makeDump(nowMs: number, seed = 1): MadeDump {
  const random = seededRandom(seed)
  const below = (count: number): number => Math.floor(random() * count)
  const odd = <Value>(plain: Value, others: readonly Value[]): Value =>
    random() < 0.85 ? plain : (others[below(others.length)] ?? plain)
  const users = Array.from({ length: 500 }, (_, at): MadeRow => {
    const id = at + 1
    return {
      id,
      email: odd(`user${id}@example.com`, [
        `User${id}@Example.COM`,
        `USER${Math.max(1, id - 7)}@example.com `,
        `<b>user${id}</b>@example.com`,
        `"><script>alert(${id})</script>`,
        `user${id}`,
        ` ${id}`,
        `${'x'.repeat(300)}${id}@example.com`,
        `用户${id}@example.com`,
        `o'user+${id}@example.com`,
      ]),
      password_hash: odd(oldHash(oldPassword), [
        '',
        'plain',
        createHash('sha256').update(oldPassword).digest('hex'),
        'A'.repeat(44),
      ]),
      is_admin: odd<number | string | null>(0, [1, null, 'yes', 2]),
      is_super_admin: id === 1 ? 1 : 0,
      is_verified: odd<number | null>(1, [0, null]),
      verification_token: odd<string | null>(null, ['ab'.repeat(32), '']),
      is_enabled: odd<number | string | null>(1, [0, -1, null, 'x']),
      created_at: odd<string | number | null>(sqlTime(nowMs - (600 - id) * day * 0.5), [
        null,
        '',
        '0000-00-00',
        '2025-13-45 99:99:99',
        1_700_000_000,
        '2019-01-01 00:00:00',
      ]),
      qq_number: odd<string | null>(null, ['10001', '<i>']),
    }
  })
  const emails = users.map(({ email }) => String(email))
  const token = (id: number): string => tokenOf(id)
  const figures = (count: number): string =>
    Array.from({ length: count }, () => '1233456789'[below(10)]).join('')
  const nodes = Array.from({ length: 2000 }, (_, at): MadeRow => {
    const id = at + 1
    const plain = oldNode(id, nowMs)
    return {
      ...plain,
      user_email: odd(emails[below(emails.length)] ?? '', ['nobody@example.com', 'system@easytier', '']),
      node_name: odd(`node ${id}`, [
        `node ${below(40)}`,
        'same',
        '',
        '  ',
        '\u200b',
        `a\nb ${id}`,
        ` padded ${id} `,
        '名'.repeat(300),
        '<img src=x onerror=alert(1)>',
        '\u202Eevil',
      ]),
      region_type: odd('overseas', ['domestic', '', 'cn', 'DOMESTIC']),
      region_detail: odd('香港', ['', 'x'.repeat(150), 'a\tb']),
      connections: odd(String(plain['connections']), [
        '',
        '[]',
        '{',
        'null',
        '{"type":"TCP"}',
        JSON.stringify(plain['connections']),
        '[{"type":"tcp","ip":"[2001:db8::1]","port":"11010"},{"type":"XXX","ip":"1.2.3.4","port":1},{"type":"WSS","ip":"a.example.com","port":443,"path":"/ws"}]',
        '[{"type":"TCP","ip":"203.0.113.5","port":0},{"type":"TCP","ip":"not a host","port":1},null,7]',
        JSON.stringify(
          Array.from({ length: 20 }, (_, port) => ({ type: 'UDP', ip: '203.0.113.9', port: port + 1 })),
        ),
      ]),
      current_bandwidth: odd<number | null>(3, [null, -1, Infinity]),
      tier_bandwidth: odd<number | string>(100, [-5, 1e12, 'fast', 0]),
      max_bandwidth: odd<number | string>(1000, [Infinity, '', 1]),
      used_traffic: odd<number | null>(50.2, [null, -3, 0, 1e9]),
      correction_traffic: odd<number | null>(0, [5, -5, 1000, null]),
      max_traffic: odd<number>(1000, [0, -1, 1e15]),
      reset_cycle: odd<number>(1, [0, 30, 31, 15, -2, 9999, 7.5]),
      reset_date: odd(String(plain['reset_date']), [
        '',
        'never',
        new Date(nowMs - 3 * day).toISOString(),
        new Date(nowMs + 11 * day).toISOString(),
        '0000-00-00',
      ]),
      connection_count: odd<number | null>(5, [null, -2, 2.5]),
      max_connections: odd<number>(100, [0, -1, 2.9, 1e12]),
      tags: odd<string | null>('高速,稳定', [
        null,
        '',
        ' a , a ,, b',
        'x'.repeat(400),
        't'.repeat(60).split('').join(','),
        'a\nb',
      ]),
      created_at: odd<string | null>(sqlTime(nowMs - 40 * day), [
        null,
        '',
        'yesterday',
        sqlTime(nowMs + 5 * day),
        '2020-01-01 00:00:00',
      ]),
      valid_until: odd(String(plain['valid_until']), [
        '',
        '2026-02-30',
        'forever',
        '2999-12-31',
        '2026-11-04T10:00',
        '2025-12-01 00:00:00',
      ]),
      status: odd<string | null>('online', ['offline', null, 'weird']),
      recent_status: odd<string | null>('23', ['', null, figures(4320), figures(100), 'abc', '0000', '1']),
      notes: odd<string | null>('a note', [null, 'x'.repeat(3000), 'two\nlines', 'bell \u0007']),
      allow_relay: odd<number | null>(1, [0, null, 2, -1]),
      is_enabled: odd<number | null>(1, [0, -1, null]),
      last_report_at: odd<string | null>(String(plain['last_report_at']), [
        null,
        '',
        'now',
        new Date(nowMs + day).toISOString(),
        new Date(nowMs - 30 * day).toISOString(),
      ]),
      report_token: odd<string | null>(token(id), [
        null,
        '',
        'short',
        token(1),
        token(id).toUpperCase(),
        'g'.repeat(32),
      ]),
      network_name: odd<string | null>(null, ['net', 'x'.repeat(300), '']),
      network_token: odd<string | null>(null, ['secret', '***', 'a\u0000b'.replace('\u0000', '\u0007')]),
      offline_notify: odd(0, [1, 2, 3]),
    }
  })
  const peers = [{ id: 1, node_id: 1, peer_id: '7' }]
  const confs = [
    { id: 1, setting_key: 'resend_api_key', setting_value: 're_very_secret' },
    { id: 2, setting_key: 'site_name', setting_value: "It's ours" },
  ]
  const sql =
    oldSchema +
    inserts('users', users) +
    inserts('nodes', nodes) +
    inserts('node_peers', peers) +
    inserts('confs', confs)
  return { sql, users, nodes }
}
