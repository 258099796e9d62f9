import type { LogLine } from './port.ts'

/** Whether a store works: each change is one line in the log, however many requests meet it. */
export class Availability {
  readonly #log: LogLine
  #trouble: string | undefined

  constructor(log: LogLine) {
    this.#log = log
  }

  /** The line of the trouble that lasts; undefined while all is well. */
  get trouble(): string | undefined {
    return this.#trouble
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
