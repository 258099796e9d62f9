import type { Sql } from 'postgres'
import type { KvListOptions, KvPage } from '../../store/kv/index.ts'
import { Availability } from './availability.ts'
import { DatabaseGate } from './database-gate.ts'
import { lineOf, StoreRefused, StoreUnavailable } from './errors.ts'
import { checkKey, checkValue, listRange, toPage } from './kv-arguments.ts'
import type { LogLine, ServerStore } from './port.ts'
import { faultLine, faultOf, isGone } from './postgres-faults.ts'
import { NoAnswer, PostgresPool } from './postgres-pool.ts'
import { makeTable } from './postgres-table.ts'
import { fromColumn, toColumn } from './postgres-text.ts'

/** Statements that may wait for a connection at once. */
const waitingMax = 2_000

/**
 * The store of several machines: one table in PostgreSQL. A write is answered when the database has it on disk. While
 * the database is away every call throws `StoreUnavailable`; the next one after its return works.
 */
export class PostgresStore implements ServerStore {
  readonly kind = 'postgres'
  readonly #pool: PostgresPool
  readonly #availability: Availability
  readonly #gate = new DatabaseGate(now)
  #table: Promise<void> | undefined
  #hasTable = false
  #waiting = 0
  #answered = 0

  private constructor(pool: PostgresPool, log: LogLine) {
    this.#pool = pool
    this.#availability = new Availability(log, now)
  }

  /**
   * Connects to `url` (`postgres://user:password@host/database`) and makes the table. A database that is away is no
   * error: it may start later than this server. Throws `StoreRefused` with one line when it refuses this user or cannot
   * keep what belongs there.
   */
  static async open(url: string, log: LogLine): Promise<PostgresStore> {
    const store = new PostgresStore(poolOf(url), log)
    try {
      await store.#run((sql) => sql`select 1`, true)
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal !== undefined) {
        await store.close()
        throw refusal
      }
    }
    return store
  }

  async get(key: string): Promise<string | null> {
    checkKey(key)
    const [row] = await this.#run(
      (sql) => sql<{ v: string }[]>`select v from easytier_kv where k = ${key}`,
      true,
    )
    return row === undefined ? null : fromColumn(row.v)
  }

  async put(key: string, value: string): Promise<void> {
    checkKey(key)
    checkValue(value)
    const text = toColumn(value)
    await this.#run(
      (sql) => sql`
        insert into easytier_kv (k, v) values (${key}, ${text}) on conflict (k) do update set v = excluded.v`,
      true,
    )
  }

  async delete(key: string): Promise<void> {
    checkKey(key)
    await this.#run((sql) => sql`delete from easytier_kv where k = ${key}`, true)
  }

  /** Never tried twice: after a cut connection nobody knows whose key it is. */
  async putNew(key: string, value: string): Promise<boolean> {
    checkKey(key)
    checkValue(value)
    const text = toColumn(value)
    const rows = await this.#run(
      (sql) => sql`
        insert into easytier_kv (k, v) values (${key}, ${text}) on conflict (k) do nothing returning k`,
      false,
    )
    return rows.length === 1
  }

  async list(options?: KvListOptions): Promise<KvPage> {
    const { from, before, limit } = listRange(options)
    const rows = await this.#run(
      (sql) => sql<{ k: string }[]>`
        select k from easytier_kv where k >= ${from} and k < ${before} order by k limit ${limit + 1}`,
      true,
    )
    return toPage(
      rows.map(({ k }) => k),
      limit,
    )
  }

  trouble(): string | undefined {
    return this.#availability.trouble
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }

  /** A statement; `isSafeTwice` when a second run after an unknown end of the first changes nothing. */
  async #run<Result>(work: (sql: Sql) => PromiseLike<Result>, isSafeTwice: boolean): Promise<Result> {
    if (this.#waiting >= waitingMax) {
      throw new StoreUnavailable('too many statements wait for the database', 1)
    }
    this.#gate.pass()
    this.#waiting += 1
    const answeredBefore = this.#answered
    try {
      const result = await this.#twice(work, isSafeTwice)
      this.#answered += 1
      this.#gate.open()
      this.#availability.succeed()
      return result
    } catch (error) {
      throw this.#failure(error, this.#answered > answeredBefore)
    } finally {
      this.#waiting -= 1
    }
  }

  async #twice<Result>(work: (sql: Sql) => PromiseLike<Result>, isSafeTwice: boolean): Promise<Result> {
    try {
      return await this.#once(work)
    } catch (error) {
      if (!isSafeTwice || faultOf(error) !== 'again') throw error
      return this.#once(work)
    }
  }

  async #once<Result>(work: (sql: Sql) => PromiseLike<Result>): Promise<Result> {
    if (!this.#hasTable) await this.#makeTable()
    return this.#pool.run(work)
  }

  /** One maker at a time, whoever waits. */
  #makeTable(): Promise<void> {
    this.#table ??= this.#pool
      .run(makeTable)
      .then(() => {
        this.#hasTable = true
      })
      .finally(() => {
        this.#table = undefined
      })
    return this.#table
  }

  /** `isStale` when another statement has been answered since this one began: the failure is that of a connection. */
  #failure(error: unknown, isStale: boolean): unknown {
    if (faultOf(error) === 'bug' && !(error instanceof StoreRefused)) {
      this.#gate.open()
      return error
    }
    const line = error instanceof StoreRefused ? error.message : faultLine(error)
    if (!isGone(error)) {
      this.#gate.open()
      this.#availability.note(line)
    } else if (!isStale) {
      this.#gate.close(line)
      this.#availability.fail(line)
      if (error instanceof NoAnswer) this.#pool.renewAfter(error)
    }
    return new StoreUnavailable(line, 5, { cause: error })
  }
}

function now(): number {
  return performance.now()
}

/** What the operator has to mend before a start makes sense; undefined for a database that is merely away. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof StoreUnavailable)) return error
  if (error.cause instanceof StoreRefused) return error.cause
  return faultOf(error.cause) === 'refused'
    ? new StoreRefused(error.message, { cause: error.cause })
    : undefined
}

function poolOf(url: string): PostgresPool {
  // The client would take any other text for a name of its own defaults.
  if (!/^postgres(ql)?:\/\//i.test(url)) {
    throw new StoreRefused('the address of the database does not begin with postgres://')
  }
  try {
    return new PostgresPool(url)
  } catch (error) {
    throw new StoreRefused(`the address of the database cannot be read: ${lineOf(error)}`)
  }
}
