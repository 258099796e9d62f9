import postgres, { type Sql } from 'postgres'
import { withDeadline } from './deadline.ts'

const connectionsMax = 10
const connectS = 3
const idleS = 60
const endS = 5
/** The database ends a statement by itself, before this server stops waiting for it. */
const statementMs = 4_000
const answerMs = 5_000
const reconnectS = 0.25

/** A statement that was not answered in time: the way to the database may be cut without a word. */
export class NoAnswer extends Error {
  readonly code = 'ETIMEDOUT'
  /** The connections that it was waited for on. */
  readonly sql: Sql

  constructor(sql: Sql) {
    super(`no answer within ${answerMs} ms`)
    this.sql = sql
  }
}

/**
 * Connections to one database. Each statement has a deadline of 5 s.
 */
export class PostgresPool {
  readonly #url: string
  #sql: Sql

  constructor(url: string) {
    this.#url = url
    this.#sql = connect(url)
  }

  /** Throws `NoAnswer` after the deadline. */
  run<Result>(work: (sql: Sql) => PromiseLike<Result>): Promise<Result> {
    const sql = this.#sql
    return withDeadline(Promise.resolve(work(sql)), answerMs, () => new NoAnswer(sql))
  }

  /** Gives up the connections on which nothing is answered any more: a way that was cut shows in no other manner. */
  renewAfter({ sql }: NoAnswer): void {
    if (sql !== this.#sql) return
    this.#sql = connect(this.#url)
    void sql.end({ timeout: 0 })
  }

  /** Waits for the statements under way, 5 s at most. */
  async end(): Promise<void> {
    await this.#sql.end({ timeout: endS })
  }
}

/** The address may carry options of the client, such as `?sslmode=require`, or `?prepare=false` for a pooler. */
function connect(url: string): Sql {
  const isPooled = /[?&]prepare=false\b/.test(url)
  return postgres(url, {
    max: connectionsMax,
    connect_timeout: connectS,
    idle_timeout: idleS,
    backoff: () => reconnectS,
    fetch_types: false,
    onnotice: () => undefined,
    connection: {
      application_name: 'easytier-node-manager',
      // Poolers refuse it at the beginning of a connection.
      ...(isPooled ? {} : { statement_timeout: statementMs }),
    },
  })
}
