import { StoreUnavailable } from './errors.ts'

const trialMs = 250
/** A trial that nobody hears of again. */
const trialMsMax = 10_000

/**
 * Answers at once for a database that is away: one statement at a time asks whether it has come back, four a second at
 * most, and the others need not wait for connections that will not be made.
 */
export class DatabaseGate {
  readonly #clock: () => number
  #line: string | undefined
  #nextTrialMs = 0

  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** Passes, or throws `StoreUnavailable`. */
  pass(): void {
    if (this.#line === undefined) return
    const nowMs = this.#clock()
    if (nowMs < this.#nextTrialMs) throw new StoreUnavailable(this.#line)
    this.#nextTrialMs = nowMs + trialMsMax
  }

  /** A statement found the database away. */
  close(line: string): void {
    this.#line = line
    this.#nextTrialMs = this.#clock() + trialMs
  }

  /** A statement was answered. */
  open(): void {
    this.#line = undefined
  }
}
