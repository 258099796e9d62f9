import { AnnouncementAnswer, AnnouncementsAnswer } from './announcements.ts'
import { Message } from './auth.ts'
import type { DocsOf } from './route-docs.ts'
import type { announcementRoutes } from './routes-announcements.ts'

const params = { id: '0zzq2x6f9a1b' }

const announcement = {
  id: params.id,
  tone: 'incident',
  title: '华东节点无法连接',
  details: '上海机房断电，部分节点离线。',
  starts_at: '2026-11-30T06:00:00.000Z',
  ends_at: null,
  affected_nodes: [{ id: 1, name: 'my-node' }],
  affected_regions: ['domestic'],
  created_at: '2026-11-30T06:05:00.000Z',
  resolved_at: null,
  updates: [{ at: '2026-11-30T06:30:00.000Z', text: '供电已恢复，正在重启。' }],
}

export const announcementDocs = {
  listAnnouncements: {
    tag: 'public',
    summary: { zh: '公告、计划维护与故障', en: 'Announcements, planned maintenance and incidents' },
    answer: AnnouncementsAnswer,
    errors: [],
    example: { answer: { announcements: [announcement], next: null } },
  },
  createAnnouncement: {
    tag: 'system',
    summary: { zh: '发布公告、维护或故障', en: 'Announce something, a maintenance or an incident' },
    answer: AnnouncementAnswer,
    errors: ['invalid_field'],
    example: {
      body: {
        tone: 'incident',
        title: announcement.title,
        details: announcement.details,
        affected_regions: ['domestic'],
      },
      answer: { message: '公告已发布', announcement },
    },
  },
  updateAnnouncement: {
    tag: 'system',
    summary: { zh: '修改公告，添加进展，或标记为已解决', en: 'Change it, add an update, or resolve it' },
    answer: AnnouncementAnswer,
    errors: ['invalid_field', 'announcement_not_found'],
    example: {
      params,
      body: { update: '供电已恢复，正在重启。' },
      answer: { message: '公告已保存', announcement },
    },
  },
  deleteAnnouncement: {
    tag: 'system',
    summary: { zh: '删除公告', en: 'Delete an announcement' },
    answer: Message,
    errors: ['announcement_not_found'],
    example: { params, answer: { message: '公告已删除' } },
  },
} as const satisfies DocsOf<typeof announcementRoutes>
