import type { reasons as source } from '../zh-CN/reasons.ts'

export const reasons: Readonly<Record<keyof typeof source, string>> = {
  fullPeersWhy: 'All places for peers are taken ({used} / {limit}).',
  fullPeersSo: 'No new users are sent here for now; people already connected stay connected.',
  fullBandwidthWhy: '{percent}% of the bandwidth is in use ({used} / {limit}).',
  fullBandwidthSo: 'Other nodes are preferred; people already connected stay connected.',
  quotaLowWhy: '{percent}% of this period\u2019s traffic is used ({used} / {limit}).',
  quotaLowSo: 'It is handed out until the quota is used up, only after other nodes.',
  quotaUsedWhy: 'This period\u2019s traffic is used up ({limit}).',
  quotaUsedSo:
    'It comes back by itself when the traffic resets on {reset}; until then no new users are sent here.',
  quotaUsedForGoodWhy: 'The traffic is used up ({limit}) and never resets.',
  quotaUsedForGoodSo: 'No new users are sent here unless the owner raises the quota.',
  offlineWhy: 'The node is down or has stopped reporting; its last report was {last}.',
  offlineSo: 'You will probably not be able to connect; it returns by itself with its next report.',
  unreachableWhy: 'Checks from outside cannot join it, whatever it reports itself.',
  unreachableSo: 'No new users are sent here; it comes back after two good checks.',
  waitingWhy: 'The owner has just added it, and it has not reported yet.',
  waitingSo: 'It is handed out after its first report; it may not be reachable yet.',
  pausedWhy: 'The owner has paused it, usually for maintenance.',
  pausedSo: 'No new users are sent here; it returns to the list when it is resumed.',
  expiredWhy: 'The period that the owner set is over.',
  expiredSo: 'It is no longer handed out unless the owner extends it.',
}
