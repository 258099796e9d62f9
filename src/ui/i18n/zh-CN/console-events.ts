/** Texts of the page of an owner's events. */
export const ownEvents = {
  myEvents: '我的节点的事件',
  myEventsBody: '自己节点的全部事件，包括流量、到期和令牌；也可以用私密地址订阅。',
  feedKey: '生成私密订阅地址',
  feedKeyAgain: '重新生成',
  feedKeyLead: '用一个只有你知道的地址，在阅读器里订阅你节点的事件。',
  feedKeyBody: '只显示这一次；知道地址的人都能读到你节点的事件。重新生成后旧地址失效。',
  feedKeyAsk: '生成新的私密订阅地址？',
  feedKeyAskBody: '以前的地址会立即失效，订阅它的阅读器需要换成新的。',
  feedKeyMade: '私密订阅地址已生成',
  feedAtom: 'Atom 地址',
  feedJson: 'JSON 地址',
} as const
