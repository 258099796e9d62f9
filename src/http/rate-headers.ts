import type { Allowance } from '../services/context/index.ts'

const rateFields = [
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'X-RateLimit-Limit-Minute',
  'X-RateLimit-Remaining-Minute',
] as const

/** What one request was told of its allowance, as header fields of the answer; `X-RateLimit-Reset` in seconds from now. */
export class RateHeaders implements Allowance {
  #values: readonly number[] = []

  tell({ limit, remaining, resetMs, minute }: Parameters<Allowance['tell']>[0]): void {
    const ofMinute = minute === undefined ? [] : [minute.limit, minute.remaining]
    this.#values = [limit, remaining, Math.ceil(resetMs / 1000), ...ofMinute]
  }

  /** The names of the fields that an answer will have. */
  get fields(): readonly string[] {
    return rateFields.slice(0, this.#values.length)
  }

  /** Puts the fields on an answer; none when nothing was told. */
  setOn(headers: Headers): void {
    for (const [at, value] of this.#values.entries()) headers.set(rateFields[at] ?? '', String(value))
  }
}
