import { dayMs } from '../../contract/time.ts'

const date = /^\d{4}-\d{2}-\d{2}$/
const dateAndTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/
/** 3000-01-01: what is later is a slip. */
const latestMs = 32_503_680_000_000

/**
 * The instant of a time of the old site in ms: ISO, or as SQLite and the forms of browsers write it, without a zone and then
 * UTC. A date alone is its first moment there. Undefined for anything else.
 */
export function oldTimeMs(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  const [isTime, zone] = dateAndTime.exec(text) ?? []
  if (isTime === undefined && !date.test(text)) return undefined
  const ms = Date.parse(
    isTime === undefined ? `${text}T00:00:00Z` : text.replace(' ', 'T') + (zone ? '' : 'Z'),
  )
  // 02-30 is rolled over by some engines: the day must come back.
  const isRolled = Math.abs(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) - ms) > dayMs
  const back = Number.isNaN(ms) ? '' : new Date(Date.parse(`${text.slice(0, 10)}T00:00:00Z`)).toISOString()
  return ms >= 0 && ms < latestMs && !isRolled && back.startsWith(text.slice(0, 10)) ? ms : undefined
}

/** True for a date without a time. */
export function isDate(value: unknown): value is string {
  return typeof value === 'string' && date.test(value.trim())
}
