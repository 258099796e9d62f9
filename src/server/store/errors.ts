/** The store cannot do this now: the server answers 503 with `Retry-After`. What was not acknowledged may be written or not. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable'
  /** Seconds after which the caller may try again. */
  readonly retryAfterS: number

  constructor(reason: string, retryAfterS = 5, options?: ErrorOptions) {
    super(reason, options)
    this.retryAfterS = retryAfterS
  }
}

/** The store cannot be opened, and only the operator can mend that. The message is one line that says what to do. */
export class StoreRefused extends Error {
  override readonly name: string = 'StoreRefused'
}

/** A stored value is not what was written: it is never answered. The server answers 500. */
export class StoreDamaged extends Error {
  override readonly name: string = 'StoreDamaged'
}

/** The `code` of a system or database error; empty when it has none. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return String(error.code)
}

/** What an error says, in one line. */
export function lineOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return (text === '' ? codeOf(error) : text).replaceAll(/\s+/g, ' ').trim()
}
