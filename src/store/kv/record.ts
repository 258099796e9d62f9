import { parseJson } from '../../contract/json.ts'

/**
 * What a record's text is. `unreadable` is there and must be left alone: damaged, of another shape, or written by a
 * later version (`isNewer`). Only `absent` allows a sweep to act.
 */
export type Reading<Rec> =
  | { readonly kind: 'absent' }
  | { readonly kind: 'readable'; readonly record: Rec }
  | { readonly kind: 'unreadable'; readonly isNewer: boolean }

/** The version of records that this program writes. */
const recordVersion = 1

/** Reads a record's JSON: an object of version `v` 1 that `isShaped` accepts. */
export function readRecord<Rec>(
  text: string | null,
  isShaped: (value: Readonly<Record<string, unknown>>) => boolean = () => true,
): Reading<Rec> {
  if (text === null) return { kind: 'absent' }
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null) return { kind: 'unreadable', isNewer: false }
  const record = value as Readonly<Record<string, unknown>>
  const version = record['v']
  if (version === recordVersion && isShaped(record)) return { kind: 'readable', record: value as Rec }
  return { kind: 'unreadable', isNewer: typeof version === 'number' && version > recordVersion }
}

/** The record, or undefined for both other outcomes: for readers who have nothing to lose. */
export function recordOf<Rec>(reading: Reading<Rec>): Rec | undefined {
  return reading.kind === 'readable' ? reading.record : undefined
}
