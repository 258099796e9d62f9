import type { Log } from './log.ts'
import { describeFault } from './log.ts'

/** Work that goes on behind answers. */
export class Background {
  readonly #log: Log
  readonly #running = new Set<Promise<unknown>>()

  constructor(log: Log) {
    this.#log = log
  }

  /** Lets the work end by itself; its failure is a line in the log. */
  add(work: Promise<unknown>): void {
    const watched = work
      .catch((error: unknown) => {
        this.#log.event('error', 'background_failed', { failure: describeFault(error) })
      })
      .finally(() => this.#running.delete(watched))
    this.#running.add(watched)
  }

  /** Resolves when nothing runs any more, what was added meanwhile included. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }
}
