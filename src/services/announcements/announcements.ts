import type * as v from 'valibot'
import {
  announcementLimits,
  type AnnouncementTone,
  type Announcement,
  type AnnouncementAnswer,
  type AnnouncementCreateBody,
  type AnnouncementsAnswer,
  type AnnouncementsQuery,
  type AnnouncementUpdateBody,
} from '../../contract/announcements.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { SiteEventKind } from '../../contract/events.ts'
import type { MessageAnswer } from '../auth/types.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireAdmin } from '../context/require.ts'
import { isoTime, isoTimeOrNull } from '../../domain/values/index.ts'
import {
  deleteAnnouncement as deleteStored,
  listAnnouncements as listStored,
  makeAnnouncementId,
  readAnnouncement,
  saveAnnouncement,
  type AnnouncementRecord,
} from '../../store/announcements/index.ts'
import { writeEvents } from '../../store/events/index.ts'
import { getNode } from '../../store/nodes/index.ts'

type Answer = v.InferOutput<typeof AnnouncementAnswer>

const tailBytes = 4
const width = 16

function shown(record: AnnouncementRecord): Announcement {
  return {
    id: record.id,
    tone: record.tone,
    title: record.title,
    details: record.text,
    starts_at: isoTime(record.fromMs),
    ends_at: isoTimeOrNull(record.untilMs === 0 ? null : record.untilMs),
    affected_nodes: record.nodes.map(({ id, name }) => ({ id, name })),
    affected_regions: [...record.regions],
    created_at: isoTime(record.createdMs),
    resolved_at: isoTimeOrNull(record.resolvedMs === 0 ? null : record.resolvedMs),
    updates: record.updates.map(({ ms, text }) => ({ at: isoTime(ms), text })),
  }
}

/** `GET /api/announcements`: what was announced, newest first. */
export async function listAnnouncements(
  ctx: Pick<ServiceContext, 'kv'>,
  { before }: v.InferOutput<typeof AnnouncementsQuery>,
): Promise<v.InferOutput<typeof AnnouncementsAnswer>> {
  const { records, next } = await listStored(ctx, { before, limit: announcementLimits.page })
  return { announcements: records.map(shown), next: next ?? null }
}

/** Names of nodes as they are now. Throws ServiceError invalid_field for one that is none. */
async function named(ctx: ServiceContext, ids: readonly number[]): Promise<AnnouncementRecord['nodes']> {
  const nodes: { id: number; name: string }[] = []
  const all = [...new Set(ids)]
  for (let at = 0; at < all.length; at += width) {
    const some = all.slice(at, at + width)
    const found = await Promise.all(some.map((id) => getNode(ctx, id)))
    for (const [index, id] of some.entries()) {
      const node = found[index]
      if (node === undefined)
        throw new ServiceError('invalid_field', { field: 'affected_nodes' }, `节点 ${id} 不存在`)
      nodes.push({ id, name: node.node_name })
    }
  }
  return nodes
}

/** A time as it was given; '' is `otherwise`. */
function timeOf(text: string, otherwise: number): number {
  return text === '' ? otherwise : Date.parse(text)
}

function requireOrder({ tone, fromMs, untilMs }: AnnouncementRecord): void {
  if (untilMs !== 0 && untilMs <= fromMs) {
    throw new ServiceError('invalid_field', { field: 'ends_at' }, 'ends_at 须晚于 starts_at')
  }
  if (tone === 'maintenance' && untilMs === 0) {
    throw new ServiceError('invalid_field', { field: 'ends_at' }, '计划维护须有结束时间 ends_at')
  }
}

/** Announces something. Throws ServiceError admin_required, invalid_field. */
export async function createAnnouncement(
  ctx: ServiceContext,
  input: v.InferOutput<typeof AnnouncementCreateBody>,
): Promise<Answer> {
  requireAdmin(ctx)
  const nowMs = ctx.clock()
  const record: AnnouncementRecord = {
    v: 1,
    id: makeAnnouncementId(nowMs, ctx.random(tailBytes)),
    tone: input.tone,
    title: input.title,
    text: input.details,
    fromMs: timeOf(input.starts_at, nowMs),
    untilMs: timeOf(input.ends_at, 0),
    nodes: await named(ctx, input.affected_nodes),
    regions: input.affected_regions,
    createdMs: nowMs,
    savedMs: nowMs,
    resolvedMs: 0,
    updates: [],
  }
  requireOrder(record)
  await saveAnnouncement(ctx, record)
  await note(ctx, beginnings[record.tone], record.title)
  return { message: '公告已发布', announcement: shown(record) }
}

/**
 * Changes an announcement, adds an update, says that it is over or is not. Throws ServiceError admin_required,
 * announcement_not_found, invalid_field.
 */
export async function updateAnnouncement(
  ctx: ServiceContext,
  id: string,
  input: v.InferOutput<typeof AnnouncementUpdateBody>,
): Promise<Answer> {
  requireAdmin(ctx)
  const known = await readAnnouncement(ctx, id)
  if (known === undefined) throw new ServiceError('announcement_not_found')
  const nowMs = ctx.clock()
  const news = input.update ?? ''
  if (news !== '' && known.updates.length >= announcementLimits.updatesMax) {
    throw new ServiceError(
      'invalid_field',
      { field: 'update' },
      `最多 ${announcementLimits.updatesMax} 条进展`,
    )
  }
  const isOver = input.resolved === undefined ? known.resolvedMs !== 0 : input.resolved === 1
  const record: AnnouncementRecord = {
    ...known,
    tone: input.tone ?? known.tone,
    title: input.title ?? known.title,
    text: input.details ?? known.text,
    fromMs: input.starts_at === undefined ? known.fromMs : timeOf(input.starts_at, nowMs),
    untilMs: input.ends_at === undefined ? known.untilMs : timeOf(input.ends_at, 0),
    nodes: input.affected_nodes === undefined ? known.nodes : await named(ctx, input.affected_nodes),
    regions: input.affected_regions ?? known.regions,
    savedMs: Math.max(nowMs, known.savedMs + 1),
    resolvedMs: isOver ? known.resolvedMs || nowMs : 0,
    updates: news === '' ? known.updates : [...known.updates, { ms: nowMs, text: news }],
  }
  requireOrder(record)
  await saveAnnouncement(ctx, record)
  if (record.tone === 'incident') {
    if (news !== '') await note(ctx, 'incident_updated', `${record.title}: ${news}`)
    if (record.resolvedMs !== 0 && known.resolvedMs === 0) await note(ctx, 'incident_ended', record.title)
  }
  return { message: '公告已保存', announcement: shown(record) }
}

/** Deletes an announcement; what the log tells of it stays. Throws ServiceError admin_required, announcement_not_found. */
export async function deleteAnnouncement(ctx: ServiceContext, id: string): Promise<MessageAnswer> {
  requireAdmin(ctx)
  if ((await readAnnouncement(ctx, id)) === undefined) throw new ServiceError('announcement_not_found')
  await deleteStored(ctx, id)
  return { message: '公告已删除' }
}

/** What the log says of a new one. */
const beginnings = {
  notice: 'announcement',
  maintenance: 'maintenance_planned',
  incident: 'incident_began',
} as const satisfies Record<AnnouncementTone, SiteEventKind>

async function note(ctx: ServiceContext, kind: SiteEventKind, why: string): Promise<void> {
  await writeEvents(ctx, [{ ms: ctx.clock(), node: 0, kind, why: why.replace(/\s+/g, ' ') }])
}
