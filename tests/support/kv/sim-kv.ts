import type { Kv, KvListOptions, KvPage } from '../../../src/store/kv/port.ts'

/**
 * A simulated EdgeOne KV of several places, for model tests and for counting operations.
 *
 *   const world = new SimKv({ places: 3, delayMs: (random) => random() * 60_000, random })
 *   const kv = world.at(0)            // a client at place 0, implements Kv and counts what it does
 *   world.nowMs += 1000               // time passes only when the test says so
 *   world.at(1, { fault: (op) => … }) // 'lost_before': not done and throws; 'lost_after': done and throws
 *   await world.interleave([work1, work2], random)  // overlapping requests, their operations in random order
 *   world.settle()                    // enough time for every write to be everywhere
 *   world.dump()                      // the newest value of every key
 *
 * A write is visible at once at its own place, elsewhere after its own delay, for `get` and `list` independently and
 * each key for itself, so writes may be seen out of order. Of two writes to a key the later one wins everywhere.
 * The skew of a place's clock is for the test to add (`clockAt`). Keys are checked against EdgeOne's alphabet.
 */

export type SimOp = {
  readonly kind: 'get' | 'put' | 'delete' | 'list'
  readonly key: string
  readonly place: number
}
export type SimFault = 'ok' | 'lost_before' | 'lost_after'
export type SimOptions = {
  readonly places?: number
  /** How long a write takes to another place, at most 60 000 ms. Default: none. */
  readonly delayMs?: (random: () => number) => number
  /** Numbers in [0, 1): the only source of chance. */
  readonly random?: () => number
  readonly startMs?: number
  readonly skewsMs?: readonly number[]
}
export type ClientOptions = { readonly fault?: (op: SimOp, index: number) => SimFault }

/** Thrown by a faulty operation. */
export class SimFaultError extends Error {
  override readonly name = 'SimFaultError'
}

type Version = { readonly value: string | null; readonly getFrom: number[]; readonly listFrom: number[] }

const alphabet = /^[A-Za-z0-9_]{1,512}$/
const pageMax = 256

export class SimKv {
  nowMs: number
  readonly places: number
  /** Operations of all clients, newest last; cleared by the test when it likes. */
  readonly log: SimOp[] = []
  readonly #versions = new Map<string, Version[]>()
  /** Keys by their first three characters, so that listing one prefix does not look at every key. */
  readonly #buckets = new Map<string, Set<string>>()
  readonly #random: () => number
  readonly #delayMs: (random: () => number) => number
  readonly #skewsMs: readonly number[]
  #queue: (() => void)[] | undefined

  constructor(options: SimOptions = {}) {
    this.places = options.places ?? 1
    this.nowMs = options.startMs ?? Date.UTC(2026, 0, 15, 12)
    this.#random = options.random ?? (() => 0)
    this.#delayMs = options.delayMs ?? (() => 0)
    this.#skewsMs = options.skewsMs ?? []
  }

  /** A client at a place. */
  at(place: number, options: ClientOptions = {}): SimClient {
    return new SimClient(this, place, options)
  }

  /** The clock of a place, its skew included. */
  clockAt(place: number): () => number {
    return () => Math.floor(this.nowMs) + (this.#skewsMs[place] ?? 0)
  }

  /** Lets a minute and more pass, so that every write is everywhere. */
  settle(): void {
    this.nowMs += 61_000
  }

  /** Newest value of every key, whoever can see it. */
  dump(): Map<string, string> {
    const values = new Map<string, string>()
    for (const [key, versions] of this.#versions) {
      const value = versions.at(-1)?.value ?? null
      if (value !== null) values.set(key, value)
    }
    return values
  }

  /** Removes keys everywhere at once, as an operator would. */
  wipe(matches: (key: string) => boolean): void {
    for (const key of this.#versions.keys()) if (matches(key)) this.#forget(key)
  }

  /** Runs work side by side; before each operation one of the waiting ones is drawn and time may pass. */
  async interleave<Result>(
    work: readonly (() => Promise<Result>)[],
    random: () => number,
    stepMs: () => number = () => 0,
  ): Promise<PromiseSettledResult<Result>[]> {
    const queue: (() => void)[] = []
    this.#queue = queue
    const open = new Set(work)
    const done = Promise.allSettled(work.map((start) => start().finally(() => open.delete(start))))
    while (open.size > 0) {
      const [next] = queue.splice(Math.floor(random() * queue.length), 1)
      if (next !== undefined) {
        this.nowMs += stepMs()
        next()
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
    this.#queue = undefined
    return done
  }

  /** Waits for the operation's turn. */
  turn(): Promise<void> {
    const queue = this.#queue
    return queue === undefined ? Promise.resolve() : new Promise((resolve) => queue.push(resolve))
  }

  read(key: string, place: number, listing: boolean): string | null {
    const versions = this.#versions.get(key)
    if (versions === undefined) return null
    for (let index = versions.length - 1; index >= 0; index -= 1) {
      const version = versions[index]
      const from = (listing ? version?.listFrom : version?.getFrom)?.[place] ?? Infinity
      if (version !== undefined && from <= this.nowMs) return version.value
    }
    return null
  }

  write(key: string, value: string | null, place: number): void {
    const from = (): number[] =>
      Array.from({ length: this.places }, (_unused, other) =>
        other === place ? this.nowMs : this.nowMs + this.#delayMs(this.#random),
      )
    const versions = this.#versions.get(key) ?? []
    const bucket = this.#buckets.get(key.slice(0, 3)) ?? new Set()
    this.#buckets.set(key.slice(0, 3), bucket.add(key))
    versions.push({ value, getFrom: from(), listFrom: from() })
    // Versions below one that everybody sees can never be read again.
    const settled = versions.findLastIndex(({ getFrom, listFrom }) =>
      [...getFrom, ...listFrom].every((ms) => ms <= this.nowMs),
    )
    this.#versions.set(key, settled > 0 ? versions.slice(settled) : versions)
  }

  keysWith(prefix: string, place: number): string[] {
    const keys: string[] = []
    const near = prefix.length >= 3 ? (this.#buckets.get(prefix.slice(0, 3)) ?? []) : this.#versions.keys()
    for (const key of near) {
      if (!key.startsWith(prefix)) continue
      if (this.read(key, place, true) !== null) keys.push(key)
      else if (this.#isGone(this.#versions.get(key) ?? [])) this.#forget(key)
    }
    return keys.sort()
  }

  #forget(key: string): void {
    this.#versions.delete(key)
    this.#buckets.get(key.slice(0, 3))?.delete(key)
  }

  /** Deleted, and every place knows. */
  #isGone(versions: readonly Version[]): boolean {
    const last = versions.at(-1)
    return last?.value === null && [...last.getFrom, ...last.listFrom].every((ms) => ms <= this.nowMs)
  }
}

/** A client of one place; a fresh one for each request counts that request's operations. */
export class SimClient implements Kv {
  readonly counts = { get: 0, put: 0, delete: 0, list: 0 }
  /** Sequential round trips: how often an operation began while no other was under way. */
  rounds = 0
  readonly values: { key: string; bytes: number }[] = []
  readonly #world: SimKv
  readonly #place: number
  readonly #fault: ClientOptions['fault']
  #pending = 0
  #index = 0

  constructor(world: SimKv, place: number, options: ClientOptions) {
    this.#world = world
    this.#place = place
    this.#fault = options.fault
  }

  get operations(): number {
    return this.counts.get + this.counts.put + this.counts.delete + this.counts.list
  }

  get = (key: string): Promise<string | null> =>
    this.#run('get', key, () => this.#world.read(key, this.#place, false))

  put = (key: string, value: string): Promise<void> =>
    this.#run('put', key, () => {
      this.values.push({ key, bytes: new TextEncoder().encode(value).length })
      this.#world.write(key, value, this.#place)
    })

  delete = (key: string): Promise<void> =>
    this.#run('delete', key, () => this.#world.write(key, null, this.#place))

  list = (options: KvListOptions = {}): Promise<KvPage> =>
    this.#run('list', options.prefix ?? '', () => {
      const limit = Math.min(options.limit ?? pageMax, pageMax)
      const cursor = options.cursor ?? ''
      const keys = this.#world.keysWith(options.prefix ?? '', this.#place).filter((key) => key > cursor)
      const page = keys.slice(0, limit)
      const complete = keys.length <= limit
      return { complete, cursor: complete ? '' : (page.at(-1) ?? ''), keys: page.map((key) => ({ key })) }
    })

  async #run<Result>(kind: SimOp['kind'], key: string, act: () => Result): Promise<Result> {
    const isWhole = kind === 'list' && key === ''
    if (!isWhole && !alphabet.test(key)) throw new TypeError(`key outside EdgeOne's alphabet: ${key}`)
    const op: SimOp = { kind, key, place: this.#place }
    this.counts[kind] += 1
    if (this.#pending === 0) this.rounds += 1
    this.#pending += 1
    const index = this.#index
    this.#index += 1
    try {
      await this.#world.turn()
      const fault = this.#fault?.(op, index) ?? 'ok'
      if (fault === 'lost_before') throw new SimFaultError(`lost before ${kind} ${key}`)
      const result = act()
      this.#world.log.push(op)
      if (fault === 'lost_after') throw new SimFaultError(`lost after ${kind} ${key}`)
      return result
    } finally {
      this.#pending -= 1
    }
  }
}
