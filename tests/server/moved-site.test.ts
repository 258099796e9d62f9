import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OwnNode } from '../../src/contract/node.ts'
import { repositoryRoot } from '../../src/tools/paths.ts'
import { temporaryFolder } from '../support/npm-start.ts'
import {
  inserts,
  makeDump,
  oldHash,
  oldNode,
  oldPassword,
  sqlTime,
  tokenOf,
  type MadeDump,
} from '../support/old-site-dump.ts'
import { ServerProcess, serverSecret } from '../support/server-process.ts'

const dayMs = 86_400_000
const run = promisify(execFile)
const owner = 'owner@example.com'
const admin = { email: 'admin@example.com', password: 'a long word of the admin' }
/** Ids of well-formed nodes beside the odd ones. */
const own = [3001, 3002, 3003] as const

type Answer = { readonly status: number; readonly body: Record<string, unknown>; readonly text: string }

describe('a site that moves here from easytier-worker', () => {
  let temporary: { folder: string; remove: () => void }
  let server: ServerProcess
  let origin: string
  let dump: MadeDump
  let printed: string
  let pages: readonly string[]
  let token: string
  const file = (name: string): string => path.join(temporary.folder, name)

  beforeAll(async () => {
    temporary = temporaryFolder('moved-')
    const nowMs = Date.now()
    dump = makeDump(nowMs, 7)
    const users = [
      {
        id: 9001,
        email: owner,
        password_hash: oldHash(oldPassword),
        is_verified: 1,
        is_enabled: 1,
        created_at: sqlTime(nowMs - 90 * dayMs),
      },
      {
        id: 9002,
        email: 'off@example.com',
        password_hash: oldHash(oldPassword),
        is_verified: 1,
        is_enabled: 0,
        created_at: sqlTime(nowMs - 90 * dayMs),
      },
      {
        id: 9003,
        email: 'second@example.com',
        password_hash: oldHash(oldPassword),
        is_admin: 1,
        is_verified: 1,
        is_enabled: 1,
        created_at: sqlTime(nowMs - 90 * dayMs),
      },
    ]
    const steady = { reset_cycle: 30, reset_date: new Date(nowMs + 10 * dayMs + 1).toISOString() }
    const nodes = own.map((id) =>
      oldNode(id, nowMs, { ...steady, node_name: id === 3003 ? 'node 3002' : `node ${id}` }),
    )
    writeFileSync(file('dump.sql'), dump.sql + inserts('users', users) + inserts('nodes', nodes))
    const words = [file('dump.sql'), '--out', file('made'), '--totals', '3002']
    const env = { ...process.env, JWT_SECRET: serverSecret, PASSWORD_HASH: 'scrypt' }
    const program = path.join(repositoryRoot, 'src/tools/run.mjs')
    const tool = ['src/tools/easytier-worker/main.ts', ...words]
    printed = (await run(process.execPath, [program, ...tool], { env, maxBuffer: 2 ** 26 })).stdout
    pages = readdirSync(file('made'))
      .filter((name) => name.endsWith('.ndjson'))
      .toSorted()
      .map((name) => readFileSync(path.join(file('made'), name), 'utf8'))
    server = await ServerProcess.start({ dataDir: file('data') })
    origin = await server.origin()
    await post('/api/system/initialize', { jwt_secret: serverSecret, ...admin })
    token = await signIn(admin.email, admin.password)
  }, 600_000)
  afterAll(async () => {
    await server?.stop()
    temporary?.remove()
  })

  async function ask(
    method: string,
    where: string,
    init: { body?: string; type?: string; token?: string } = {},
  ): Promise<Answer> {
    const headers: Record<string, string> = {}
    if (init.body !== undefined) headers['content-type'] = init.type ?? 'application/json'
    if (init.token !== undefined) headers['authorization'] = `Bearer ${init.token}`
    const response = await fetch(origin + where, {
      method,
      headers,
      ...(init.body === undefined ? {} : { body: init.body }),
    })
    const text = await response.text()
    return {
      status: response.status,
      text,
      body: text.startsWith('{"key') ? {} : (safe(text) as Record<string, unknown>),
    }
  }
  function safe(text: string): unknown {
    return text.startsWith('{') && !text.includes('\n{') ? JSON.parse(text) : {}
  }
  const post = (where: string, body: unknown): Promise<Answer> =>
    ask('POST', where, { body: JSON.stringify(body) })
  const signIn = async (email: string, password: string): Promise<string> => {
    const answer = await post('/api/auth/login', { email, password })
    expect([answer.status, answer.body['code']]).toEqual([200, undefined])
    return String(answer.body['token'])
  }
  const importAll = async (query = ''): Promise<{ imported: number; rejected: number }> => {
    const sums = { imported: 0, rejected: 0 }
    for (const body of pages) {
      const answer = await ask('POST', `/api/system/import${query}`, {
        body,
        type: 'application/x-ndjson',
        token,
      })
      expect([answer.status, answer.body['code']]).toEqual([200, undefined])
      sums.imported += Number(answer.body['imported'])
      sums.rejected += Number(answer.body['rejected'])
    }
    return sums
  }
  const exportAll = async (): Promise<readonly string[]> => {
    const lines: string[] = []
    for (let cursor = ''; ;) {
      const response = await fetch(`${origin}/api/system/export?cursor=${encodeURIComponent(cursor)}`, {
        headers: { authorization: `Bearer ${token}` },
      })
      lines.push(...(await response.text()).split('\n').filter((line) => line.startsWith('{"key"')))
      cursor = response.headers.get('x-next-cursor') ?? ''
      if (cursor === '') return lines.toSorted()
    }
  }
  const mine = async (session: string): Promise<readonly OwnNode[]> =>
    (await ask('GET', '/api/nodes/my', { token: session })).body['nodes'] as OwnNode[]
  /** What the old reporter sends, word for word. */
  const payload = (id: number, gb: number) => ({
    node_name: `node ${id}`,
    email: owner,
    token: tokenOf(id),
    current_bandwidth: 50.5,
    reported_traffic: gb,
    connection_count: 5,
    status: 'online',
  })

  test('says what became of each, writes files for its owner alone, and does not write over others', async () => {
    const lines = printed.split('\n')
    const main = lines.filter((line) => /^(?:taken {5}|left out {2})(?:user|node) \d+ "[^:]*": /.test(line))
    expect(main.length).toBeGreaterThan(2000)
    expect(
      lines.some((line) => /^taken: \d+ of 503 users, \d+ of 2003 nodes; \d+ values changed$/.test(line)),
    ).toBe(true)
    expect(lines).toContain(
      'changed   node 3003 "node 3002", node_name: its owner has another node of this name: "node 3002 (2)", which its reporter must say from now on',
    )
    expect(statSync(path.join(file('made'), 'import-0001.ndjson')).mode & 0o77).toBe(0)
    expect(printed).toContain(readFileSync(path.join(file('made'), 'report.txt'), 'utf8'))
    const again = run(
      'npx',
      ['tsx', 'src/tools/easytier-worker/main.ts', file('dump.sql'), '--out', file('made')],
      {
        env: { ...process.env, JWT_SECRET: serverSecret },
      },
    )
    await expect(again).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('is not empty') })
  })

  test('a dry run says the same and writes nothing', async () => {
    const words = [
      'src/tools/easytier-worker/main.ts',
      file('dump.sql'),
      '--out',
      file('none'),
      '--totals',
      '3002',
      '--dry-run',
    ]
    const { stdout } = await run('npx', ['tsx', ...words], {
      maxBuffer: 2 ** 26,
      env: { ...process.env, JWT_SECRET: '' },
    })
    const told = (text: string): readonly string[] =>
      text.split('\n').filter((line) => /^(?:taken|changed|left out) /.test(line))
    expect(told(stdout)).toEqual(told(printed))
    expect(readdirSync(temporary.folder)).not.toContain('none')
  })

  test('is imported whole, and a second time changes nothing', async () => {
    const first = await importAll('?with=roles')
    expect(first.rejected).toBe(0)
    expect(first.imported).toBeGreaterThan(5000)
    const before = await exportAll()
    expect(await importAll('?with=roles')).toEqual({ imported: 0, rejected: 0 })
    expect(await exportAll()).toEqual(before)
    const all = await ask('GET', '/api/nodes/all?page=1&per_page=1', { token })
    expect(all.body['total']).toBe(Number(/, (\d+) of 2003 nodes/.exec(printed)?.[1]))
    expect((all.body['nodes'] as OwnNode[])[0]?.user_email).toContain('@')
  })

  test('old users sign in with the old password, which is then hashed anew; disabled ones do not', async () => {
    const wrong = await post('/api/auth/login', { email: owner, password: `${oldPassword}!` })
    expect([wrong.status, wrong.body['code']]).toEqual([401, 'invalid_credentials'])
    const digest = await post('/api/auth/login', { email: owner, password: oldHash(oldPassword) })
    expect(digest.status).toBe(401)
    await signIn(owner, oldPassword)
    const rehashed = (await exportAll()).filter((line) => line.startsWith('{"key":"ph_'))
    expect(rehashed).toHaveLength(1)
    expect(rehashed[0]).toContain('$scrypt$ln=14')
    await signIn(owner, oldPassword)
    const off = await post('/api/auth/login', { email: 'off@example.com', password: oldPassword })
    expect([off.status, off.body['code']]).toEqual([401, 'account_disabled'])
    const second = await signIn('second@example.com', oldPassword)
    expect((await ask('GET', '/api/system/users?page=1&per_page=1', { token: second })).status).toBe(200)
  })

  test('old reporters are counted: one that adds, and one that says its total', async () => {
    const session = await signIn(owner, oldPassword)
    const before = await mine(session)
    expect(
      Object.fromEntries(before.map((node) => [node.node_name, [node.used_traffic, node.legacy_cumulative]])),
    ).toEqual({ 'node 3001': [50.2, 0], 'node 3002': [50.2, 1], 'node 3002 (2)': [50.2, 0] })
    const added = await post('/api/report', payload(3001, 0.5))
    expect([added.status, added.body['message'], added.body['used_traffic']]).toEqual([200, '上报成功', 50.7])
    const total = await post('/api/report', payload(3002, 50.75))
    expect([total.status, total.body['used_traffic']]).toEqual([200, 50.75])
    const other = await post('/api/report', { ...payload(3002, 1), token: tokenOf(3001) })
    expect([other.status, other.body['error']]).toEqual([403, 'Token验证失败'])
    const renamed = await post('/api/report', { ...payload(3003, 0), node_name: 'node 3002 (2)' })
    expect(renamed.status).toBe(200)
    const after = await mine(session)
    expect(after.map(({ status }) => status)).toEqual(['online', 'online', 'online'])
    // Imported once more afterwards, nothing is counted twice.
    await importAll()
    expect((await mine(session)).map(({ used_traffic }) => used_traffic).toSorted()).toEqual(
      after.map(({ used_traffic }) => used_traffic).toSorted(),
    )
    const record = after.find(({ node_name }) => node_name === 'node 3001')
    expect(record?.token_prefix).toBe(tokenOf(3001).slice(0, 8))
    const fresh = await ask('POST', `/api/nodes/${record?.id}/regenerate-token`, {
      token: session,
      body: '{}',
    })
    expect(String(fresh.body['report_token'])).toMatch(/^etr_[0-9a-z]{11}_[0-9a-f]{32}$/)
    expect((await post('/api/report', payload(3001, 0))).status).toBe(200)
  })
})
