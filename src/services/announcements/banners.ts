import type { AnnouncementTone, Banner } from '../../contract/announcements.ts'
import type { SiteContext } from '../context/context.ts'
import { dayMs, isoTime, isoTimeOrNull } from '../../domain/values/index.ts'
import { openAnnouncements } from '../../store/announcements/index.ts'

/** Banners of one page at most. */
const shownMax = 3
/** Planned work is told so long before it begins. */
const aheadMs = dayMs

const order = { incident: 0, maintenance: 1, notice: 2 } as const satisfies Record<AnnouncementTone, number>

/** What every page shows: announcements that hold now and work of the next day, the gravest first. At most one get. */
export async function banners(ctx: SiteContext): Promise<Banner[]> {
  const nowMs = ctx.clock()
  return (await openAnnouncements(ctx))
    .filter(({ fromMs, untilMs, tone }) => {
      const beginsMs = tone === 'maintenance' ? fromMs - aheadMs : fromMs
      return beginsMs <= nowMs && (untilMs === 0 || untilMs > nowMs)
    })
    .toSorted((one, other) => order[one.tone] - order[other.tone] || one.fromMs - other.fromMs)
    .slice(0, shownMax)
    .map(({ id, tone, title, fromMs, untilMs, savedMs }) => ({
      id,
      tone,
      title,
      starts_at: isoTime(fromMs),
      ends_at: isoTimeOrNull(untilMs === 0 ? null : untilMs),
      updated_at: isoTime(savedMs),
    }))
}
