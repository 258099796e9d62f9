/** What other layers may use of this folder. */
export {
  createAnnouncement,
  deleteAnnouncement,
  listAnnouncements,
  updateAnnouncement,
} from './announcements.ts'
export { banners } from './banners.ts'
export { plannedMaintenance } from './planned.ts'
