import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { StoreRefused, StoreUnavailable } from '../../src/server/store/errors.ts'
import { PostgresStore } from '../../src/server/store/postgres.ts'
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts'

const pollMs = 20
const deadlineMs = 60_000

function silent(): void {}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = Date.now() + deadlineMs
  while (!(await isTrue())) {
    if (Date.now() > endMs) throw new Error('it did not come to pass')
    await sleep(pollMs)
  }
}

/** 16 writers that go on through failures; knows what was acknowledged. */
function startLoad(store: PostgresStore, name: string) {
  const acknowledged = new Map<string, string>()
  const failures: unknown[] = []
  const load = { isOver: false }
  const writers = Array.from({ length: 16 }, async (_, writer) => {
    for (let count = 0; !load.isOver; count += 1) {
      const key = `${name}_${writer}_${count % 500}`
      try {
        await store.put(key, String(count))
        acknowledged.set(key, String(count))
      } catch (error) {
        failures.push(error)
        acknowledged.delete(key)
        await sleep(pollMs)
      }
    }
  })
  return {
    acknowledged,
    failures,
    stop: async () => {
      load.isOver = true
      await Promise.all(writers)
    },
  }
}

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server?.remove())

  test.each(['stop', 'crash'] as const)(
    'away by %s under load: StoreUnavailable meanwhile, then all goes on by itself and nothing acknowledged is lost',
    async (way) => {
      const lines: string[] = []
      const store = await PostgresStore.open(server.url, (line) => lines.push(line))
      const load = startLoad(store, way)
      for (let round = 0; round < 3; round += 1) {
        const before = load.acknowledged.size
        await until(() => load.acknowledged.size > Math.min(before + 300, 7_000))
        await server[way]()
        const failed = load.failures.length
        await until(() => load.failures.length > failed + 20)
        expect(store.trouble()).toMatch(/^the database cannot be used: /)
        await server.start()
        await until(() => store.trouble() === undefined)
      }
      await load.stop()
      expect(load.failures.filter((error) => !(error instanceof StoreUnavailable))).toEqual([])
      for (const [key, value] of load.acknowledged) expect(await store.get(key)).toBe(value)
      // One line for each time away and each return, however many requests met it.
      expect(lines.length).toBeLessThanOrEqual(2 * 3 + 2)
      await store.close()
    },
  )

  test('a server that hangs: the answer is StoreUnavailable after a deadline, and all is well when it wakes', async () => {
    const store = await PostgresStore.open(server.url, silent)
    await store.put('hang', '1')
    const wake = server.freeze()
    try {
      await expect(Promise.all([store.get('hang'), store.get('hang')])).rejects.toThrow(StoreUnavailable)
    } finally {
      wake()
    }
    await until(async () => (await store.get('hang').catch(() => null)) === '1')
    await store.close()
  })

  test('while it is away, callers are answered without a connection each', async () => {
    let connections = 0
    const nobody = createServer((socket) => {
      connections += 1
      socket.destroy()
    }).listen(0, '127.0.0.1')
    await once(nobody, 'listening')
    const { port } = nobody.address() as AddressInfo
    const store = await PostgresStore.open(`postgres://a@127.0.0.1:${port}/b`, silent)
    const before = connections
    const outcomes = await Promise.allSettled(Array.from({ length: 500 }, () => store.get('a')))
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { retryAfterS: 5 } })
    expect(connections - before).toBeLessThanOrEqual(2)
    await store.close()
    nobody.close()
  })

  test('opened while the database is away, it works when that comes', async () => {
    await server.stop()
    const store = await PostgresStore.open(server.url, silent)
    await expect(store.get('a')).rejects.toThrow(StoreUnavailable)
    await server.start()
    await until(() =>
      store.put('a', 'b').then(
        () => true,
        () => false,
      ),
    )
    expect(await store.get('a')).toBe('b')
    await store.close()
  })

  test('a user, database or table that cannot serve is refused in one line without the address', async () => {
    const url = new URL(server.url)
    url.password = 'very-secret'
    url.pathname = '/nowhere'
    const refusal = await PostgresStore.open(url.href, silent).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(StoreRefused)
    expect(String(refusal)).toContain('"nowhere" does not exist')
    expect(String(refusal)).not.toContain('very-secret')

    const sql = postgres(server.url, { max: 1 })
    await sql`create database wrong_order template template0`
    await sql`create database latin template template0 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'`
    await sql.end()
    url.pathname = '/latin'
    await expect(PostgresStore.open(url.href, silent)).rejects.toThrow(/LATIN1: make one with UTF8/)
    url.pathname = '/wrong_order'
    const other = postgres(url.href, { max: 1 })
    await other`create table easytier_kv (k text primary key, v text)`
    await other.end()
    await expect(PostgresStore.open(url.href, silent)).rejects.toThrow(StoreRefused)
  })

  test.each([
    '',
    'nonsense',
    'mysql://a:very-secret@127.0.0.1/b',
    'postgres://a:very-secret @127.0.0.1:99999/b',
  ])('the address %j is refused without its password', async (url) => {
    const refusal = await PostgresStore.open(url, silent).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(StoreRefused)
    expect(String(refusal)).toMatch(/the address of the database/)
    expect(String(refusal)).not.toContain('very-secret')
  })

  test('many servers that start at once on an empty database all start', async () => {
    const sql = postgres(server.url, { max: 1, onnotice: silent })
    await sql`drop table if exists easytier_kv`
    await sql.end()
    const opened = await Promise.all(Array.from({ length: 8 }, () => PostgresStore.open(server.url, silent)))
    await opened[0]?.put('all', 'see it')
    expect(await Promise.all(opened.map((store) => store.get('all')))).toEqual(Array(8).fill('see it'))
    await Promise.all(opened.map((store) => store.close()))
  })
})
