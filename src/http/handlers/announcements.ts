import type { Handlers } from '../handler.ts'
import {
  createAnnouncement,
  deleteAnnouncement,
  listAnnouncements,
  updateAnnouncement,
} from '../../services/announcements/index.ts'

export const announcementHandlers = {
  listAnnouncements: (ctx, { query }) => listAnnouncements(ctx, query),
  createAnnouncement: (ctx, { body }) => createAnnouncement(ctx, body),
  updateAnnouncement: (ctx, { params, body }) => updateAnnouncement(ctx, params.id, body),
  deleteAnnouncement: (ctx, { params }) => deleteAnnouncement(ctx, params.id),
} satisfies Partial<Handlers>
