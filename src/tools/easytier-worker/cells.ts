import { shown, type RowReport } from './told.ts'
import type { Row } from './old-database.ts'

/** One row with its report: each reader says when what it gives is not what stood there. */
export type Source = { readonly row: Row; readonly report: RowReport }

// What the contract's own texts refuse: characters that forge lines or turn the words beside them around.
const forbidden = /[\p{Cc}\p{Cf}\u2028\u2029\p{Surrogate}]/gu

/** One line of at most `max` characters; null is "". */
export function readLine({ row, report }: Source, field: string, max: number): string {
  const raw = row[field] ?? ''
  const text = textOf(raw)
  const clean = cut(text.replace(forbidden, ' ').trim(), max)
  if (clean !== raw && (raw !== '' || clean !== ''))
    report.changed(field, `${shown(raw)} became ${shown(clean)}`)
  return clean
}

/** Text of several lines of at most `max` characters; null is "". */
export function readLines({ row, report }: Source, field: string, max: number): string {
  const raw = row[field] ?? ''
  const clean = cut(
    textOf(raw)
      .replace(forbidden, (character) => (/[\t\r\n]/.test(character) ? character : ' '))
      .trim(),
    max,
  )
  if (clean !== raw) report.changed(field, `${shown(raw)} became ${shown(clean)}`)
  return clean
}

/** The text of a cell; bytes are none. */
export function textOf(raw: unknown): string {
  return typeof raw === 'string' ? raw : typeof raw === 'number' ? String(raw) : ''
}

function cut(text: string, max: number): string {
  return text
    .slice(0, max)
    .replace(/\p{Surrogate}$/u, '')
    .trimEnd()
}

export type NumberRule = {
  readonly min?: number
  readonly max: number
  readonly otherwise: number
  readonly whole?: boolean
}

/** A number within its bounds; what is none is `otherwise`. */
export function readNumber({ row, report }: Source, field: string, rule: NumberRule): number {
  const raw = row[field]
  const number = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw
  const { min = 0, max, otherwise, whole = false } = rule
  const bounded =
    typeof number === 'number' && !Number.isNaN(number) ? Math.min(Math.max(number, min), max) : otherwise
  const taken = whole ? Math.floor(bounded) : bounded
  if (taken !== raw && raw !== undefined) report.changed(field, `${shown(raw)} became ${taken}`)
  return taken
}

/** Whether a flag is set; null and what is no number are not. */
export function readFlag({ row, report }: Source, field: string): 0 | 1 {
  const raw = row[field]
  const isOn = Number(raw ?? 0) > 0
  if (raw !== undefined && raw !== 0 && raw !== 1)
    report.changed(field, `${shown(raw)} became ${Number(isOn)}`)
  return isOn ? 1 : 0
}

/** Columns of a row that nothing reads and that say something, as one line. */
export function tellRest({ row, report }: Source, known: ReadonlySet<string>, why: string): void {
  const rest = Object.keys(row).filter(
    (name) => !known.has(name) && ![null, 0, ''].includes(row[name] as null),
  )
  if (rest.length > 0) report.leftOut(why, rest.join(' '))
}
