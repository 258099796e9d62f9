import * as v from 'valibot'
import { amount, flag, multilineText, text } from './fields.ts'
import { regions } from './vocabulary.ts'

/** What an announcement is about: something to know, planned work, something that is wrong now. */
export const announcementTones = ['notice', 'maintenance', 'incident'] as const
export type AnnouncementTone = (typeof announcementTones)[number]

export const announcementLimits = {
  titleCharsMax: 100,
  textCharsMax: 2000,
  updatesMax: 30,
  nodesMax: 50,
  /** Of one page of the history. */
  page: 10,
  /** Kept at most; the oldest go first. */
  keptMax: 200,
} as const

/** Names an announcement; sorts with the newest first. */
export const announcementId = v.pipe(v.string(), v.regex(/^[0-9a-z]{12}$/, 'id 无效'))

function time(label: string) {
  return v.pipe(
    v.string(`${label}必须是字符串`),
    v.maxLength(40, `${label}过长`),
    v.check(
      (value) => value === '' || (/^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value))),
      `${label}须为 ISO 8601 时间`,
    ),
  )
}

const entries = {
  tone: v.picklist(announcementTones, `类型须为 ${announcementTones.join('、')} 之一`),
  title: text('标题', announcementLimits.titleCharsMax, 1),
  details: multilineText('正文', announcementLimits.textCharsMax),
  /** "" = now. */
  starts_at: time('开始时间'),
  /** "" = until it is resolved. */
  ends_at: time('结束时间'),
  affected_nodes: v.pipe(
    v.array(
      v.pipe(amount('涉及的节点', Number.MAX_SAFE_INTEGER, 1), v.integer('涉及的节点须为整数')),
      '涉及的节点必须是数组',
    ),
    v.maxLength(announcementLimits.nodesMax, `涉及的节点最多 ${announcementLimits.nodesMax} 个`),
  ),
  affected_regions: v.pipe(
    v.array(v.picklist(regions, '含有未知的地区'), '涉及的地区必须是数组'),
    v.maxLength(regions.length, '涉及的地区过长'),
  ),
}

export const AnnouncementCreateBody = v.object({
  tone: entries.tone,
  title: entries.title,
  details: v.optional(entries.details, ''),
  starts_at: v.optional(entries.starts_at, ''),
  ends_at: v.optional(entries.ends_at, ''),
  affected_nodes: v.optional(entries.affected_nodes, []),
  affected_regions: v.optional(entries.affected_regions, []),
})

/** What is absent stays. */
export const AnnouncementUpdateBody = v.object({
  tone: v.optional(entries.tone),
  title: v.optional(entries.title),
  details: v.optional(entries.details),
  starts_at: v.optional(entries.starts_at),
  ends_at: v.optional(entries.ends_at),
  affected_nodes: v.optional(entries.affected_nodes),
  affected_regions: v.optional(entries.affected_regions),
  /** What is new, with the time of now. */
  update: v.optional(multilineText('进展', announcementLimits.textCharsMax)),
  resolved: v.optional(flag('已解决')),
})

export const AnnouncementPath = v.object({ id: announcementId })
export const AnnouncementsQuery = v.object({ before: v.optional(announcementId) })

export const Announcement = v.object({
  id: v.string(),
  tone: v.picklist(announcementTones),
  title: v.string(),
  details: v.string(),
  starts_at: v.string(),
  ends_at: v.nullable(v.string()),
  /** Nodes it is about, with their names of when it was saved; of both none: the whole site. */
  affected_nodes: v.array(v.object({ id: v.number(), name: v.string() })),
  affected_regions: v.array(v.picklist(regions)),
  created_at: v.string(),
  resolved_at: v.nullable(v.string()),
  /** Oldest first. */
  updates: v.array(v.object({ at: v.string(), text: v.string() })),
})
export type Announcement = v.InferOutput<typeof Announcement>
export const AnnouncementAnswer = v.object({ message: v.string(), announcement: Announcement })
export const AnnouncementsAnswer = v.object({
  /** Newest first. */
  announcements: v.array(Announcement),
  /** For `before`, to read on; null = there are no older ones. */
  next: v.nullable(v.string()),
})

/** What every page shows of an announcement that holds now, or of work that begins within a day. */
export const Banner = v.object({
  id: v.string(),
  tone: v.picklist(announcementTones),
  title: v.string(),
  starts_at: v.string(),
  ends_at: v.nullable(v.string()),
  /** When something of it last changed. */
  updated_at: v.string(),
})
export type Banner = v.InferOutput<typeof Banner>
