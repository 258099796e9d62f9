import type { SiteContext } from '../context/context.ts'
import { listAnnouncements, type AnnouncementRecord } from '../../store/announcements/index.ts'

/** Announcements that a calendar looks through. */
const lookedMax = 30

/** Planned work of the newest announcements, past and to come. One list and a get or two each. */
export async function plannedMaintenance(ctx: SiteContext): Promise<readonly AnnouncementRecord[]> {
  const { records } = await listAnnouncements(ctx, { limit: lookedMax })
  return records.filter(({ tone, untilMs }) => tone === 'maintenance' && untilMs !== 0)
}
