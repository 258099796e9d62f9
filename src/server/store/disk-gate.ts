import { statfs } from 'node:fs/promises'
import { codeOf, StoreUnavailable } from './errors.ts'

const trialMs = 1_000
const blindTrialMs = 10_000
const fullBytes = 1024 * 1024

/**
 * Keeps writers from a disk that was full a moment ago: each failing commit costs the library lines in the log and the
 * caller a wait. One writer a second may try once there is more room than at the failure; one in ten seconds anyway,
 * because a quota does not show there.
 */
export class DiskGate {
  readonly #folder: string
  readonly #clock: () => number
  #closed: { readonly line: string; readonly sinceMs: number; readonly freeBytes: number } | undefined
  #lastTrialMs = 0

  constructor(folder: string, clock: () => number) {
    this.#folder = folder
    this.#clock = clock
  }

  /** Passes, or throws `StoreUnavailable`. */
  async pass(): Promise<void> {
    const closed = this.#closed
    if (closed === undefined) return
    const nowMs = this.#clock()
    if (nowMs - this.#lastTrialMs < trialMs) throw new StoreUnavailable(closed.line)
    this.#lastTrialMs = nowMs
    const hasRoom = (await this.#freeBytes()) > closed.freeBytes
    if (!hasRoom && nowMs - closed.sinceMs < blindTrialMs) throw new StoreUnavailable(closed.line)
  }

  /** A commit failed for `line`. */
  async close(line: string): Promise<void> {
    const nowMs = this.#clock()
    this.#lastTrialMs = nowMs
    this.#closed = { line, sinceMs: nowMs, freeBytes: await this.#freeBytes() }
  }

  /** True when next to nothing can be written here. */
  async isFull(): Promise<boolean> {
    return (await this.#freeBytes()) < fullBytes
  }

  open(): void {
    this.#closed = undefined
  }

  /** For this user, in bytes; nothing when the file system does not tell. */
  async #freeBytes(): Promise<number> {
    try {
      const { bavail, bsize } = await statfs(this.#folder)
      return bavail * bsize
    } catch (error) {
      if (codeOf(error) === '') throw error
      return 0
    }
  }
}
