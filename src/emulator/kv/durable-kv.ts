import { existsSync } from 'node:fs'
import { open, readFile, rename, writeFile, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { decodeLog, encodeChange, logMagic } from './log-format.ts'
import { SortedMap } from './sorted-map.ts'
import type { KvPage, KvStore } from './store.ts'

/** A log below this size is never rewritten. */
const compactBytesMinValue = 16 * 1024 * 1024
/** A log is rewritten when it is this many times larger than what it holds. */
const compactFactor = 4
const snapshotChunkBytes = 1024 * 1024

interface Change {
  key: string
  value: Uint8Array | undefined
  resolve: () => void
  reject: (error: unknown) => void
}

/**
 * A KV store in memory behind an append-only log. A change is answered after its record was written and flushed to
 * the disk, together with all others that arrived meanwhile, so that neither a kill nor a power cut loses it.
 */
export class DurableKv implements KvStore {
  readonly #file: string
  readonly #map: SortedMap
  readonly #compactBytesMin: number
  #handle: FileHandle
  #logBytes: number
  #queue: Change[] = []
  #flushing: Promise<void> | undefined
  #broken: unknown

  private constructor(
    file: string,
    map: SortedMap,
    handle: FileHandle,
    logBytes: number,
    compactBytesMin: number,
  ) {
    this.#file = file
    this.#map = map
    this.#handle = handle
    this.#logBytes = logBytes
    this.#compactBytesMin = compactBytesMin
  }

  /** Opens or creates `kv.log` in the folder. Bytes after the last whole record are kept aside in `kv.log.damaged`. */
  static async open(folder: string, compactBytesMin: number = compactBytesMinValue): Promise<DurableKv> {
    const file = path.join(folder, 'kv.log')
    const log = existsSync(file) ? await readFile(file) : Buffer.alloc(0)
    const { entries, goodBytes } = decodeLog(log)
    if (goodBytes < log.length) await writeFile(`${file}.damaged`, log.subarray(goodBytes), { mode: 0o600 })
    const handle = await open(file, log.length > 0 ? 'r+' : 'w+', 0o600)
    await handle.truncate(goodBytes)
    if (goodBytes === 0) await writeAt(handle, logMagic, 0)
    const map = new SortedMap()
    map.load(entries)
    return new DurableKv(file, map, handle, Math.max(goodBytes, logMagic.length), compactBytesMin)
  }

  get size(): number {
    return this.#map.size
  }

  /** Length of the log file in bytes. */
  get logBytes(): number {
    return this.#logBytes
  }

  get(key: string): Uint8Array | undefined {
    return this.#map.get(key)
  }

  list(options: Parameters<KvStore['list']>[0]): KvPage {
    return this.#map.list(options)
  }

  put(key: string, value: Uint8Array): Promise<void> {
    return this.#change(key, value)
  }

  delete(key: string): Promise<void> {
    return this.#change(key, undefined)
  }

  /** Waits for the changes under way and closes the file. */
  async close(): Promise<void> {
    while (this.#flushing) await this.#flushing
    this.#broken ??= new Error('the KV store is closed')
    await this.#handle.close()
  }

  #change(key: string, value: Uint8Array | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ key, value, resolve, reject })
      this.#flushing ??= this.#flush().finally(() => (this.#flushing = undefined))
    })
  }

  async #flush(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue
      this.#queue = []
      try {
        if (this.#broken) throw this.#broken
        await this.#append(Buffer.concat(batch.map(({ key, value }) => encodeChange(key, value))))
        for (const { key, value } of batch) {
          if (value) this.#map.set(key, value)
          else this.#map.delete(key)
        }
        for (const change of batch) change.resolve()
      } catch (error) {
        for (const change of batch) change.reject(error)
      }
      await this.#compactIfLarge().catch((error: unknown) => console.error('KV log not compacted:', error))
    }
  }

  async #append(bytes: Buffer): Promise<void> {
    try {
      await writeAt(this.#handle, bytes, this.#logBytes)
      await this.#handle.datasync()
      this.#logBytes += bytes.length
    } catch (error) {
      // A half-written record would hide everything after it.
      await this.#handle.truncate(this.#logBytes).catch(() => (this.#broken = error))
      throw error
    }
  }

  /** Rewrites the log. Nothing changes meanwhile, because only the flush that called this applies changes. */
  async #compactIfLarge(): Promise<void> {
    if (this.#logBytes < this.#compactBytesMin || this.#logBytes < this.#map.bytes * compactFactor) return
    const temporary = `${this.#file}.new`
    const handle = await open(temporary, 'w+', 0o600)
    const size = await writeSnapshot(handle, this.#map)
    await rename(temporary, this.#file)
    await syncFolder(path.dirname(this.#file))
    const old = this.#handle
    this.#handle = handle
    this.#logBytes = size
    await old.close()
  }
}

async function writeAt(handle: FileHandle, bytes: Buffer, offset: number): Promise<void> {
  const { bytesWritten } = await handle.write(bytes, 0, bytes.length, offset)
  if (bytesWritten < bytes.length)
    throw new Error(`only ${bytesWritten} of ${bytes.length} bytes were written`)
}

async function writeSnapshot(handle: FileHandle, map: SortedMap): Promise<number> {
  let chunk: Buffer[] = [logMagic]
  let pending = logMagic.length
  let offset = 0
  const drain = async (): Promise<void> => {
    await writeAt(handle, Buffer.concat(chunk), offset)
    offset += pending
    chunk = []
    pending = 0
  }
  for (const [key, value] of map.entries()) {
    const record = encodeChange(key, value)
    chunk.push(record)
    pending += record.length
    if (pending >= snapshotChunkBytes) await drain()
  }
  await drain()
  await handle.datasync()
  return offset
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync()
  await handle.close()
}
