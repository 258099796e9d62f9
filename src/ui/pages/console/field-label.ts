import type { SettingsChange } from '../../../contract/system.ts'
import { language } from '../../i18n/language.ts'
import { t } from '../../i18n/console.ts'
import { fieldName } from './form/field-words.ts'

type TextKey = Parameters<typeof t>[0]

/** What the forms of the settings call them. */
const settings = {
  allow_private_nodes: 'allowPrivate',
  api_day_quota: 'keyDay',
  api_day_quota_max: 'keyDayMax',
  api_keys_per_user: 'keysPerUser',
  api_minute_quota: 'keyMinute',
  api_minute_quota_max: 'keyMinuteMax',
  check_network_name: 'checkNetwork',
  check_side: 'checkSide',
  control_addresses: 'controlAddresses',
  handout_owner_percent: 'handoutOwner',
  handout_places_max: 'handoutPlaces',
  ip_nodes_per_hour: 'ipNodes',
  listing: 'listing',
  mail_from: 'mailFrom',
  mails_per_day: 'mailsPerDay',
  nodes_per_user: 'nodesPerUser',
  notice: 'notice',
  password: 'password',
  registration_open: 'registrationOpen',
  relay_tag: 'relayTag',
  reports_per_minute: 'reportsPerMinute',
  resend_api_key: 'resendKey',
  sign_in_mail: 'signInMail',
  site_ipv6: 'siteIpv6',
  site_name: 'siteName',
  site_name_en: 'siteNameEn',
  site_url: 'siteUrl',
  totp_required_for_admins: 'adminsNeedFactor',
  utc_offset_minutes: 'siteZone',
} as const satisfies Record<keyof SettingsChange, TextKey>

/** What forms other than a node's call the contract's fields. */
const labels = {
  ...settings,
  affected_nodes: 'announcementNodes',
  affected_regions: 'announcementRegions',
  after_minutes: 'channelAfter',
  details: 'announcementText',
  ends_at: 'announcementUntil',
  starts_at: 'announcementFrom',
  update: 'announcementUpdateText',
  code: 'code',
  email: 'email',
  events: 'channelEvents',
  from: 'announcementFrom',
  kind: 'channelKind',
  language: 'channelLanguage',
  maintenance_until: 'maintenance',
  name: 'channelName',
  new_password: 'newPassword',
  nodes: 'channelNodes',
  quiet: 'channelQuiet',
  reminder: 'channelReminder',
  text: 'announcementText',
  title: 'announcementTitle',
  to: 'announcementUntil',
  tone: 'announcementTone',
  totp: 'code',
  until: 'announcementUntil',
  weekday: 'weeklyDay',
  weekly_maintenance: 'weekly',
} as const satisfies Record<string, TextKey>

/** What the forms call a field, by the contract's path; undefined where none has it. */
export function fieldLabel(path: string): string | undefined {
  const known = fieldName(path)
  if (known !== path) return known
  const names = path.split(/[.[\]]/).filter((name) => Object.hasOwn(labels, name))
  const name = names.at(-1)
  return name === undefined ? undefined : t(labels[name as keyof typeof labels])
}

/** A failure of a field in words that the forms use: the API's own name of the field is nobody's. */
export function withLabel(text: string, path: string | undefined): string {
  if (path === undefined) return text
  const label = fieldLabel(path)
  if (language() === 'en') return label === undefined ? text : `${text}: ${label}`
  const raw = new Set(path.split(/[.[\]]/).filter((name) => /^[a-z]/i.test(name)))
  const own = text.startsWith(`${path}：`) ? text.slice(path.length + 1) : text
  const words = own
    .replace(/[a-z]\w*/gi, (word) => (raw.has(word) ? (label ?? t('thisField')) : word))
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
  return label === undefined || words.includes(label) ? words : `${label}：${words}`
}
