/** What other layers may use of this folder. */
export { makeAnnouncementId, type AnnouncementRecord } from './announcement-record.ts'
export {
  deleteAnnouncement,
  listAnnouncements,
  openAnnouncements,
  readAnnouncement,
  saveAnnouncement,
  sweepAnnouncements,
} from './announcements.ts'
