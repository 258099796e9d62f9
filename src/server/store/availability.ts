import { minuteMs } from '../../contract/time.ts'
import type { LogLine } from './port.ts'

const noteMs = minuteMs

/** Whether a store works: each change is one line in the log, however many requests meet it. */
export class Availability {
  readonly #log: LogLine
  readonly #clock: () => number
  #trouble: string | undefined
  #notedMs = -Infinity

  constructor(log: LogLine, clock: () => number) {
    this.#log = log
    this.#clock = clock
  }

  /** The line of the trouble that lasts; undefined while all is well. */
  get trouble(): string | undefined {
    return this.#trouble
  }

  /** Trouble of some calls while others go well: told once a minute, and no state of the store. */
  note(line: string): void {
    const nowMs = this.#clock()
    if (nowMs - this.#notedMs < noteMs) return
    this.#notedMs = nowMs
    this.#log(line)
  }

  fail(line: string): void {
    const isNew = this.#trouble === undefined
    this.#trouble = line
    if (isNew) this.#log(line)
  }

  succeed(): void {
    if (this.#trouble === undefined) return
    this.#trouble = undefined
    this.#log('the store works again')
  }
}
