/** What other layers may use of this folder. */
export type { ChannelName, Delivery } from './alert-keys.ts'
export { siteOwner, type ChannelRecord } from './channel-record.ts'
export {
  deleteChannel,
  deleteChannelsOf,
  listAllChannels,
  listChannels,
  readChannel,
  saveChannel,
  switchOff,
  type StoredChannel,
} from './channels.ts'
export { listDeliveries, putDelivery, readReason, sweepDeliveries, sweepOrphans } from './deliveries.ts'
