import type { RootDatabase } from 'lmdb'
import type { KvListOptions, KvPage } from '../../store/kv/index.ts'
import { Availability } from './availability.ts'
import { DiskGate } from './disk-gate.ts'
import { openEmbeddedFile } from './embedded-open.ts'
import { decodeValue, encodeValue } from './embedded-value.ts'
import { codeOf, lineOf, StoreUnavailable } from './errors.ts'
import { lockFolder, type Release } from './folder-lock.ts'
import { checkKey, checkValue, listRange, toPage } from './kv-arguments.ts'
import type { LogLine, ServerStore } from './port.ts'
import { withDeadline } from './deadline.ts'

/** Writes that may wait for the disk at once, and what they may weigh. */
const waitingMax = 20_000
const waitingBytesMax = 128 * 1024 * 1024

const closeMs = 10_000
const readersEveryMs = 600_000
const reasonMs = 1_000

const full = '28'

/** Numbers of errno that LMDB hands on, as words. It calls it 5, too, when only a part of its pages found room. */
const reasons: Readonly<Record<string, string>> = {
  5: 'the disk reports an input/output error',
  [full]: 'the disk is full',
  30: 'the disk is read-only',
  122: 'the disk quota is used up',
}

/**
 * The store of one machine: LMDB in the folder. A write is answered when it is on the disk, together with all others
 * that arrived meanwhile. Reads never wait for writes and go on when the disk is full.
 */
export class EmbeddedStore implements ServerStore {
  readonly kind = 'embedded'
  /** True when the folder had no store before. */
  readonly isNew: boolean
  readonly #database: RootDatabase<Buffer, string>
  readonly #folder: string
  readonly #release: Release
  readonly #gate: DiskGate
  readonly #availability: Availability
  readonly #waiting = new Set<Promise<unknown>>()
  readonly #readers: NodeJS.Timeout
  #waitingBytes = 0
  #isClosed = false

  private constructor(
    folder: string,
    release: Release,
    opened: { database: RootDatabase<Buffer, string>; isNew: boolean },
    log: LogLine,
    clock: () => number,
  ) {
    this.#folder = folder
    this.#release = release
    this.#database = opened.database
    this.isNew = opened.isNew
    this.#availability = new Availability(log, clock)
    this.#gate = new DiskGate(folder, clock)
    // A program that looked at the file beside this one and was killed would keep pages from ever being used again.
    this.#readers = setInterval(() => this.#database.readerCheck(), readersEveryMs)
    this.#readers.unref()
  }

  /**
   * Takes the folder and opens its store, or makes both. Throws `StoreRefused` with one line: the folder is another
   * server's, cannot be written, holds a damaged store or one of 0.1.0.
   */
  static async open(
    folder: string,
    log: LogLine,
    clock: () => number = () => performance.now(),
  ): Promise<EmbeddedStore> {
    const release = lockFolder(folder)
    try {
      return new EmbeddedStore(folder, release, await openEmbeddedFile(folder), log, clock)
    } catch (error) {
      release()
      throw error
    }
  }

  async get(key: string): Promise<string | null> {
    checkKey(key)
    const bytes = this.#open().get(key)
    return bytes === undefined ? null : decodeValue(key, bytes)
  }

  async put(key: string, value: string): Promise<void> {
    checkKey(key)
    checkValue(value)
    const bytes = encodeValue(key, value)
    await this.#write(bytes.length, (database) => database.put(key, bytes))
  }

  async delete(key: string): Promise<void> {
    checkKey(key)
    await this.#write(0, (database) => database.remove(key))
  }

  async putNew(key: string, value: string): Promise<boolean> {
    checkKey(key)
    checkValue(value)
    const bytes = encodeValue(key, value)
    return this.#write(bytes.length, (database) =>
      database.ifNoExists(key, () => {
        void database.put(key, bytes).catch(() => undefined)
      }),
    )
  }

  async list(options?: KvListOptions): Promise<KvPage> {
    const { from, before, limit } = listRange(options)
    const keys = this.#open().getKeys({
      ...(from === '' ? {} : { start: from }),
      end: before,
      limit: limit + 1,
    })
    return toPage([...keys], limit)
  }

  trouble(): string | undefined {
    return this.#availability.trouble
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    clearInterval(this.#readers)
    await withDeadline(Promise.allSettled(this.#waiting), closeMs, 'the last writes')
    await this.#database.close()
    this.#release()
  }

  #open(): RootDatabase<Buffer, string> {
    if (this.#isClosed) throw new StoreUnavailable('the store is closed')
    return this.#database
  }

  async #write<Result>(
    bytes: number,
    work: (database: RootDatabase<Buffer, string>) => Promise<Result>,
  ): Promise<Result> {
    await this.#gate.pass()
    if (this.#waiting.size >= waitingMax || this.#waitingBytes + bytes > waitingBytesMax) {
      throw new StoreUnavailable('too many writes wait for the disk', 1)
    }
    const written = work(this.#open())
    this.#waiting.add(written)
    this.#waitingBytes += bytes
    try {
      const result = await written
      this.#gate.open()
      this.#availability.succeed()
      return result
    } catch (error) {
      throw await this.#failure(error)
    } finally {
      this.#waiting.delete(written)
      this.#waitingBytes -= bytes
    }
  }

  async #failure(error: unknown): Promise<StoreUnavailable> {
    const cause = await commitError(error)
    const reason = (await this.#gate.isFull()) ? reasons[full] : reasons[codeOf(cause)]
    const line = `nothing can be written to ${this.#folder}: ${reason ?? lineOf(cause)}`
    this.#availability.fail(line)
    await this.#gate.close(line)
    return new StoreUnavailable(line, 5, { cause })
  }
}

/** LMDB's reason for a failed commit arrives as a promise that is rejected later. */
async function commitError(failure: unknown): Promise<unknown> {
  if (!(failure instanceof Error) || !('commitError' in failure)) return failure
  try {
    return await withDeadline(Promise.resolve(failure.commitError), reasonMs, 'the reason')
  } catch (reason) {
    return reason
  }
}
