import { missing } from '../../lib/missing.ts'
import type * as v from 'valibot'
import type { EventsAnswer } from '../../../contract/events.ts'
import { deadline } from '../../lib/deadline.ts'

const answerMsMax = 20_000

/** A query string of what says something. */
export function searchOf(fields: Readonly<Record<string, string>>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== '')
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

/** A page of the log behind an event; undefined where no answer came. */
export async function askEvents(
  filter: Readonly<Record<string, string>>,
  before: string | null,
): Promise<v.InferOutput<typeof EventsAnswer> | undefined> {
  const limit = deadline(answerMsMax)
  try {
    const response = await fetch(`/api/events${searchOf({ ...filter, before: before ?? '' })}`, {
      signal: limit.signal,
    })
    return response.ok ? ((await response.json()) as v.InferOutput<typeof EventsAnswer>) : undefined
  } catch (error) {
    missing('events', error)
    return undefined
  } finally {
    limit.done()
  }
}
