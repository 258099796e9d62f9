/** What became of something in the old database. */
export type Told = {
  readonly kind: 'taken' | 'changed' | 'left out'
  readonly what: 'user' | 'node' | 'table' | 'setting'
  /** Its id there, or its name where it has none. */
  readonly row: string
  /** The column, where one alone is meant. */
  readonly field?: string
  /** Why, in words. Never a token, a hash or a secret. */
  readonly why: string
}

/** Collects what the import says, in the order of the database. */
export class Report {
  readonly lines: Told[] = []

  add(told: Told): void {
    this.lines.push(told)
  }

  /** Speaks of one row. */
  of(what: Told['what'], row: string): RowReport {
    return {
      taken: (why) => this.add({ kind: 'taken', what, row, why }),
      changed: (field, why) => this.add({ kind: 'changed', what, row, field, why }),
      leftOut: (why, field) =>
        this.add({ kind: 'left out', what, row, why, ...(field === undefined ? {} : { field }) }),
    }
  }

  count(kind: Told['kind'], what: Told['what']): number {
    return this.lines.filter((line) => line.kind === kind && line.what === what && line.field === undefined)
      .length
  }
}

export type RowReport = {
  readonly taken: (why: string) => void
  readonly changed: (field: string, why: string) => void
  readonly leftOut: (why: string, field?: string) => void
}

const shownChars = 80

/** A value of the database as one may print it: in quotes, on one line, not too long. */
export function shown(value: unknown): string {
  const text = value instanceof Uint8Array ? `${value.length} bytes` : value
  const json = JSON.stringify(typeof text === 'number' && !Number.isFinite(text) ? String(text) : text)
  const line = json.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?')
  return line.length > shownChars ? `${line.slice(0, shownChars).replace(/\p{Surrogate}$/u, '')}…` : line
}

/** One line a thing, e.g. `changed   node 17, tags: cut to 200 characters`. */
export function lineOf({ kind, what, row, field, why }: Told): string {
  return `${kind.padEnd(9)} ${what} ${row}${field === undefined ? '' : `, ${field}`}: ${why}`
}
