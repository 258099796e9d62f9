/** What other layers may use of this folder. */
export {
  createChannel,
  deleteChannel,
  listChannels,
  listDeliveries,
  testChannel,
  updateChannel,
} from './channels.ts'
export { noteClock } from './note-clock.ts'
export { noteTrouble, type TickTrouble } from './note-trouble.ts'
export { reasonWords } from './words.ts'
export { sendAlerts } from './send-alerts.ts'
