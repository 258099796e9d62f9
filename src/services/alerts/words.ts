import { ownPlace, partsOfWhy, placeComma } from '../../contract/reasons.ts'
import type { LastReport } from '../../store/reports/index.ts'
import type { ChannelLanguage } from '../../contract/channels.ts'
import type { EventKind } from '../../contract/events.ts'
import { dayMs, hourMs, minuteMs } from '../../domain/values/index.ts'

/** What the words of a message need of a node. */
export type NamedNode = {
  readonly id: number
  readonly name: string
  readonly port: number
  /** Undefined where it has none, or nobody has looked. */
  readonly lastReport?: LastReport | undefined
}

/** Words of the events that do not last, `{n}` being the node. */
const plainZh = {
  first_report: '{n} 首次上报，已上线。',
  full: '{n} 已满载，暂不分配给新用户；已连接的用户不受影响。',
  quota_80: '{n} 流量已用 80%。',
  quota_95: '{n} 流量已用 95%，即将停止分配。',
  quota_100: '{n} 流量已用尽，重置前不再分配。可在控制台调整额度。',
  quota_reset: '{n} 流量已重置。',
  expires_14: '{n} 将在 14 天后到期。如需继续使用，请在控制台修改有效期。',
  expires_3: '{n} 将在 3 天后到期。如需继续使用，请在控制台修改有效期。',
  expires_0: '{n} 将在今天到期。如需继续使用，请在控制台修改有效期。',
  expired: '{n} 已到期，不再分配。',
  token_refused: '{n} 的上报令牌被拒绝。请在主机上换成控制台显示的令牌。',
  two_machines: '{n} 的令牌在两台机器上使用，流量会重复计算。请只保留一台。',
  outdated_version: '{n} 的 EasyTier 版本过旧（{w}），请升级。',
  drained: '{n} 已暂停，不再分给新用户。',
  enabled: '{n} 已恢复，可再分给新用户。',
  maintenance_began: '{n} 开始维护。',
  maintenance_ended: '{n} 维护结束。',
  mail_failing: '邮件发送失败：{w}。请检查邮件设置。',
  queue_waiting: '检测任务积压：{w}。',
  store_errors: '存储出现错误：{w}。请检查服务器磁盘或数据库。',
  announcement: '新公告：{w}',
  maintenance_planned: '计划维护：{w}',
  incident_began: '故障：{w}',
  incident_updated: '故障有进展：{w}',
  incident_ended: '故障已解决：{w}',
} as const

const plainEn = {
  first_report: '{n} has reported for the first time and is online.',
  full: '{n} is full: it gets no new users for now; those connected stay.',
  quota_80: '{n} has used 80% of its traffic.',
  quota_95: '{n} has used 95% of its traffic and will soon get no more users.',
  quota_100:
    '{n} has used up its traffic and gets no users until it is reset. The quota can be changed in the console.',
  quota_reset: 'The traffic of {n} has been reset.',
  expires_14: '{n} expires in 14 days. Change its validity in the console to keep it.',
  expires_3: '{n} expires in 3 days. Change its validity in the console to keep it.',
  expires_0: '{n} expires today. Change its validity in the console to keep it.',
  expired: '{n} has expired and is not handed out any more.',
  token_refused:
    'A report of {n} was refused: wrong token. Put the one that the console shows onto the machine.',
  two_machines: 'Two machines use the token of {n}, so its traffic counts twice. Keep one of them.',
  outdated_version: '{n} runs an outdated EasyTier ({w}). Please upgrade.',
  drained: '{n} is paused.',
  enabled: '{n} is handed out again.',
  maintenance_began: 'Maintenance of {n} has begun.',
  maintenance_ended: 'Maintenance of {n} has ended.',
  mail_failing: 'Mails fail: {w}. Check the mail settings.',
  queue_waiting: 'Checks are waiting: {w}.',
  store_errors: 'The store has errors: {w}. Check the disk or the database of the server.',
  announcement: 'Announcement: {w}',
  maintenance_planned: 'Planned maintenance: {w}',
  incident_began: 'Incident: {w}',
  incident_updated: 'Incident updated: {w}',
  incident_ended: 'Incident resolved: {w}',
} as const satisfies Record<keyof typeof plainZh, string>

/** Words of an event that does not last. */
export function plainWords(language: ChannelLanguage, kind: EventKind, name: string, why: string): string {
  const table: Readonly<Record<string, string>> = language === 'en' ? plainEn : plainZh
  const text = table[kind] ?? '{n}: {w}'
  return text
    .replaceAll(/[（(：:]? ?\{w\}[）)]?/g, (part) => (why === '' ? '' : part.replace('{w}', () => why)))
    .replaceAll('{n}', () => name)
}

/** Codes of checks that fail, for people. */
const reasonsZh: Readonly<Record<string, string>> = {
  refused: '端口拒绝连接',
  connect_timeout: '连接超时',
  unreachable: '网络不可达',
  connect_failed: '连接失败',
  dns_error: '域名解析失败',
  address_forbidden: '地址不是公网地址',
  tls_error: 'TLS 握手失败',
  ws_upgrade_failed: 'WebSocket 升级失败',
  wrong_protocol: '对端不是 WebSocket 服务',
  probe_timeout: '检测超时',
  not_easytier: '对端不是 EasyTier 节点',
  closed_no_response: '节点未应答即关闭连接',
  handshake_timeout: '握手超时',
  wrong_secret: '网络密码错误',
  foreign_rejected: '节点不接受其他网络',
  no_pong: '节点未回应 Ping',
  dropped: '节点中途断开连接',
}

const reasonsEn: Readonly<Record<string, string>> = {
  refused: 'the port refuses connections',
  connect_timeout: 'the connection timed out',
  unreachable: 'the network cannot be reached',
  connect_failed: 'the connection failed',
  dns_error: 'its name cannot be resolved',
  address_forbidden: 'its address is not public',
  tls_error: 'the TLS handshake failed',
  ws_upgrade_failed: 'the WebSocket upgrade failed',
  wrong_protocol: 'something else than WebSocket answers',
  probe_timeout: 'the check timed out',
  not_easytier: 'something else than EasyTier answers',
  closed_no_response: 'it closed the connection without an answer',
  handshake_timeout: 'the handshake timed out',
  wrong_secret: 'the network secret is wrong',
  foreign_rejected: 'it refuses other networks',
  no_pong: 'it does not answer pings',
  dropped: 'it broke the connection off',
}

/** A check's code, perhaps with places behind it, in words; '' where nothing is known. */
export function reasonWords(language: ChannelLanguage, why: string): string {
  const { code, places } = partsOfWhy(why)
  const known = (language === 'en' ? reasonsEn : reasonsZh)[code]
  if (known === undefined) return why
  if (places.length === 0) return known
  return language === 'en' ? `${known} (${placesEn(places)})` : `${known}（${placesZh(places)}）`
}

const countsZh = ['', '', '两', '三', '四']

function placesZh(places: readonly string[]): string {
  const names = places.map((name) => (name === ownPlace ? '本站' : name)).join(placeComma)
  const { length } = places
  return length === 1 ? names : `${names}${countsZh[length] ?? ` ${length} `}地均失败`
}

function placesEn(places: readonly string[]): string {
  const names = places.map((name) => (name === ownPlace ? 'this site' : name))
  const last = names.pop() ?? ''
  return names.length === 0 ? `from ${last}` : `from ${names.join(', ')} and ${last}`
}

/** A time of the site's zone: the hour and minute, with the day where it is not today's. */
export function clockWords(ms: number, nowMs: number, zoneMs: number): string {
  const local = new Date(ms + zoneMs).toISOString()
  const today = new Date(nowMs + zoneMs).toISOString().slice(0, 10)
  const time = local.slice(11, 16)
  return local.startsWith(today) ? time : `${local.slice(5, 10)} ${time}`
}

/** A length of time in its two greatest units. */
export function lengthWords(language: ChannelLanguage, ms: number): string {
  const minutes = Math.max(1, Math.round(ms / minuteMs))
  const [days, hours, rest] = [
    Math.floor((minutes * minuteMs) / dayMs),
    Math.floor(((minutes * minuteMs) % dayMs) / hourMs),
    minutes % 60,
  ]
  const zh = [
    days > 0 ? `${days} 天` : '',
    hours > 0 ? `${hours} 小时` : '',
    days === 0 && rest > 0 ? `${rest} 分钟` : '',
  ]
  const en = [
    days > 0 ? `${days} d` : '',
    hours > 0 ? `${hours} h` : '',
    days === 0 && rest > 0 ? `${rest} min` : '',
  ]
  return (language === 'en' ? en : zh).filter((part) => part !== '').join(' ')
}
