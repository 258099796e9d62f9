import type { EventKind } from '../../contract/events.ts'
import { reasonWords } from '../../services/alerts/index.ts'
import type { Language } from './language.ts'

/** What a feed calls an event. */
export const eventWords = {
  first_report: { zh: '首次上线', en: 'First report' },
  online: { zh: '恢复在线', en: 'Back online' },
  offline: { zh: '离线', en: 'Offline' },
  unreachable: { zh: '无法连接', en: 'Unreachable' },
  reachable: { zh: '恢复连接', en: 'Reachable again' },
  full: { zh: '满载', en: 'Full' },
  quota_80: { zh: '流量已用 80%', en: '80% of the quota used' },
  quota_95: { zh: '流量已用 95%', en: '95% of the quota used' },
  quota_100: { zh: '流量用尽', en: 'Quota used up' },
  quota_reset: { zh: '流量已重置', en: 'Quota reset' },
  expires_14: { zh: '14 天后到期', en: 'Expires in 14 days' },
  expires_3: { zh: '3 天后到期', en: 'Expires in 3 days' },
  expires_0: { zh: '24 小时内到期', en: 'Expires within 24 hours' },
  expired: { zh: '已过期', en: 'Expired' },
  token_refused: { zh: '上报被拒绝', en: 'A report was refused' },
  two_machines: { zh: '两台机器使用同一令牌', en: 'Two machines report with one token' },
  outdated_version: { zh: 'EasyTier 版本过旧', en: 'Outdated EasyTier version' },
  drained: { zh: '已暂停', en: 'Paused' },
  enabled: { zh: '已恢复分配', en: 'Resumed' },
  maintenance_began: { zh: '维护开始', en: 'Maintenance began' },
  maintenance_ended: { zh: '维护结束', en: 'Maintenance ended' },
  checker_doubtful: { zh: '检测服务不可信', en: 'The checker is in doubt' },
  checker_well: { zh: '检测服务恢复', en: 'The checker works again' },
  clock_stopped: { zh: '定时任务停止', en: 'The clock has stopped' },
  clock_runs: { zh: '定时任务恢复', en: 'The clock runs again' },
  mail_failing: { zh: '邮件发送失败', en: 'Mail fails' },
  queue_waiting: { zh: '队列积压', en: 'The queue is waiting' },
  store_errors: { zh: '存储出错', en: 'Store errors' },
  announcement: { zh: '公告', en: 'Announcement' },
  maintenance_planned: { zh: '计划维护', en: 'Planned maintenance' },
  incident_began: { zh: '故障', en: 'Incident' },
  incident_updated: { zh: '故障有进展', en: 'Incident updated' },
  incident_ended: { zh: '故障已解决', en: 'Incident resolved' },
} as const satisfies Record<EventKind, Readonly<Record<Language, string>>>

const reasons: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  said: { zh: '节点主动下线', en: 'the node said so' },
  silent: { zh: '停止上报', en: 'no more reports' },
}

const brackets = { zh: ['（', '）'], en: [' (', ')'] } as const
const colons = { zh: ['：', ''], en: [': ', ''] } as const

/** What an event is called, with its reason where there is one that says more. */
export function eventTitle(
  { kind, why, name }: { readonly kind: EventKind; readonly why: string; readonly name: string },
  language: Language,
): string {
  const reason = reasons[why]?.[language] ?? reasonWords(language === 'zh' ? 'zh-CN' : 'en', why)
  const hasBracket = /[)）]$/.test(reason)
  const [open, close] = hasBracket ? colons[language] : brackets[language]
  const bracket = reason === '' ? '' : `${open}${reason}${close}`
  const what = `${eventWords[kind][language]}${bracket}`
  return name === '' ? what : `${name}: ${what}`
}
