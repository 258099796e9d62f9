import { coreLater } from './core-later.ts'
import { core } from './core.ts'

export const messages = {
  ...core,
  ...coreLater,
  head: '公告与故障',
  lead: '本站的公告、计划维护和故障，新的在前。',
  calendar: '维护日历',
  feed: '订阅',
  allEvents: '全部事件',
  none: '还没有公告',
  noneMore: '有维护或故障时会写在这里。',
  older: '更早的',
  notLoaded: '没有加载成功',
  resolved: '已解决',
  over: '已结束',
  planned: '计划中',
  current: '进行中',
  since: '自 {t}',
  span: '{from} – {until}',
  affected: '涉及',
  wholeSite: '全站',
  updates: '进展',
} as const
