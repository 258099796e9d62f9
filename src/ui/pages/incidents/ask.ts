import { missing } from '../../lib/missing.ts'
import type * as v from 'valibot'
import type { AnnouncementsAnswer } from '../../../contract/announcements.ts'
import { deadline } from '../../lib/deadline.ts'

const answerMsMax = 20_000

/** A page of announcements behind an id; undefined where no answer came. */
export async function askAnnouncements(
  before: string | null,
): Promise<v.InferOutput<typeof AnnouncementsAnswer> | undefined> {
  const limit = deadline(answerMsMax)
  try {
    const response = await fetch(`/api/announcements${before === null ? '' : `?before=${before}`}`, {
      signal: limit.signal,
    })
    if (!response.ok) return undefined
    return (await response.json()) as v.InferOutput<typeof AnnouncementsAnswer>
  } catch (error) {
    missing('announcements', error)
    return undefined
  } finally {
    limit.done()
  }
}
