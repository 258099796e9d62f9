import * as announcements from './announcements.ts'
import type { Route } from './route.ts'

/** Announcements, planned maintenance and incidents of the site. */
export const announcementRoutes = [
  {
    id: 'listAnnouncements',
    method: 'GET',
    path: '/api/announcements',
    access: 'public',
    query: announcements.AnnouncementsQuery,
    status: 200,
  },
  {
    id: 'createAnnouncement',
    method: 'POST',
    path: '/api/announcements',
    access: 'admin',
    body: announcements.AnnouncementCreateBody,
    status: 201,
  },
  {
    id: 'updateAnnouncement',
    method: 'PUT',
    path: '/api/announcements/:id',
    access: 'admin',
    params: announcements.AnnouncementPath,
    body: announcements.AnnouncementUpdateBody,
    status: 200,
  },
  {
    id: 'deleteAnnouncement',
    method: 'DELETE',
    path: '/api/announcements/:id',
    access: 'admin',
    params: announcements.AnnouncementPath,
    status: 200,
  },
] as const satisfies readonly Route[]
