/** One sentence of cause and one of consequence for each state of a node, as its visitors read it. */
export const reasons = {
  fullPeersWhy: '连接数已满（{used} / {limit}）。',
  fullPeersSo: '暂时不分给新用户，已连上的不受影响。',
  fullBandwidthWhy: '带宽已用 {percent}%（{used} / {limit}）。',
  fullBandwidthSo: '会优先分给别的节点，已连上的不受影响。',
  quotaLowWhy: '本期流量已用 {percent}%（{used} / {limit}）。',
  quotaLowSo: '用完前照常分配，只是排在后面。',
  quotaUsedWhy: '本期流量已用完（{limit}）。',
  quotaUsedSo: '{reset}重置后自动恢复；在那之前不分给新用户。',
  quotaUsedForGoodWhy: '流量已用完（{limit}），且不会重置。',
  quotaUsedForGoodSo: '不再分给新用户，除非节点主提高上限。',
  offlineWhy: '节点已停机或没有上报，最后一次上报在{last}。',
  offlineSo: '现在多半连不上；恢复上报后会自动回到列表前面。',
  unreachableWhy: '从外部检测连不上这个节点，无论它自己怎样上报。',
  unreachableSo: '不再分给新用户；检测两次成功后自动恢复。',
  waitingWhy: '节点主刚添加它，还没有收到上报。',
  waitingSo: '收到首次上报后才会分配，现在可能还连不上。',
  pausedWhy: '节点主暂停了它，通常是在维护。',
  pausedSo: '不再分给新用户；恢复后会回到列表。',
  expiredWhy: '节点主设定的有效期已过。',
  expiredSo: '不再分配，除非节点主延期。',
} as const

type Part = keyof typeof reasons
/** A row of the table: its two sentences end in `Why` and `So`. */
export type ReasonKey = Part extends infer P ? (P extends `${infer Name}Why` ? Name : never) : never
