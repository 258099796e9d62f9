import type * as v from 'valibot'
import type { Settings, SettingsBody } from '../../../../contract/system.ts'
import { limits } from '../../../../contract/limits.ts'
import type { Side } from '../../../../contract/sides.ts'
import type { ListingRule } from '../../../../contract/vocabulary.ts'
import { readNumber } from '../form/model.ts'

export type SiteSettings = v.InferOutput<typeof Settings>
export type SettingsChange = v.InferInput<typeof SettingsBody>

/** The settings as typed. `resend_api_key` holds only what is newly typed; `clearKey` drops the stored one. */
export type SettingsDraft = {
  readonly site_name: string
  readonly site_name_en: string
  readonly site_url: string
  readonly notice: string
  readonly registration_open: 0 | 1
  readonly nodes_per_user: string
  readonly mail_from: string
  readonly mails_per_day: string
  readonly resend_api_key: string
  readonly clearKey: boolean
  readonly check_network_name: string
  readonly control_addresses: string
  readonly reports_per_minute: string
  readonly allow_private_nodes: 0 | 1
  readonly totp_required_for_admins: 0 | 1
  readonly site_ipv6: 0 | 1
  readonly relay_tag: 0 | 1
  readonly check_side: Side | ''
  readonly sign_in_mail: 0 | 1
  readonly listing: ListingRule
  readonly handout_places_max: string
  readonly handout_owner_percent: string
  readonly api_keys_per_user: string
  readonly api_day_quota: string
  readonly api_minute_quota: string
  readonly api_day_quota_max: string
  readonly api_minute_quota_max: string
  readonly ip_nodes_per_hour: string
  readonly utc_offset_minutes: number
}

/** The cards of the page; each saves its own. */
export const settingsCards = ['site', 'keys', 'mail', 'safety'] as const
export type SettingsCard = (typeof settingsCards)[number]

/** Which card a setting stands on. */
const cardOf = {
  site_name: 'site',
  site_name_en: 'site',
  notice: 'site',
  registration_open: 'site',
  nodes_per_user: 'site',
  check_network_name: 'site',
  control_addresses: 'site',
  reports_per_minute: 'site',
  allow_private_nodes: 'site',
  site_ipv6: 'site',
  relay_tag: 'site',
  check_side: 'site',
  sign_in_mail: 'site',
  listing: 'site',
  handout_places_max: 'site',
  handout_owner_percent: 'site',
  utc_offset_minutes: 'site',
  api_keys_per_user: 'keys',
  api_day_quota: 'keys',
  api_minute_quota: 'keys',
  api_day_quota_max: 'keys',
  api_minute_quota_max: 'keys',
  ip_nodes_per_hour: 'keys',
  mail_from: 'mail',
  mails_per_day: 'mail',
  resend_api_key: 'mail',
  site_url: 'safety',
  totp_required_for_admins: 'safety',
} as const satisfies Partial<Record<keyof SettingsChange, SettingsCard>>

/** Settings that the super administrator alone changes, showing the password again. */
const guarded: ReadonlySet<string> = new Set([
  'resend_api_key',
  'mail_from',
  'site_url',
  'totp_required_for_admins',
])

const ranges = {
  nodes_per_user: 1000,
  mails_per_day: limits.mailsPerDayMax,
  reports_per_minute: limits.reportsPerMinuteMax,
  handout_places_max: limits.connectionCountMax,
  handout_owner_percent: 100,
  api_keys_per_user: limits.apiKeysPerUserMax,
  api_day_quota: limits.requestsPerDayMax,
  api_minute_quota: limits.requestsPerMinuteMax,
  api_day_quota_max: limits.requestsPerDayMax,
  api_minute_quota_max: limits.requestsPerMinuteMax,
  ip_nodes_per_hour: limits.ipNodesPerHourMax,
} as const
type Counted = keyof typeof ranges
const counted = Object.keys(ranges) as Counted[]

/** Of these nothing at all makes no sense. */
function leastOf(name: Counted | undefined): number {
  return name !== undefined && /^handout_|^api_.*_quota/.test(name) ? 1 : 0
}

export function draftOfSettings(settings: SiteSettings): SettingsDraft {
  return {
    site_name: settings.site_name,
    site_name_en: settings.site_name_en,
    site_url: settings.site_url,
    notice: settings.notice,
    registration_open: settings.registration_open,
    nodes_per_user: String(settings.nodes_per_user),
    mail_from: settings.mail_from,
    mails_per_day: String(settings.mails_per_day),
    resend_api_key: '',
    clearKey: false,
    check_network_name: settings.check_network_name,
    control_addresses: settings.control_addresses,
    reports_per_minute: String(settings.reports_per_minute),
    allow_private_nodes: settings.allow_private_nodes,
    totp_required_for_admins: settings.totp_required_for_admins,
    site_ipv6: settings.site_ipv6,
    relay_tag: settings.relay_tag,
    check_side: settings.check_side,
    sign_in_mail: settings.sign_in_mail,
    listing: settings.listing,
    handout_places_max: String(settings.handout_places_max),
    handout_owner_percent: String(settings.handout_owner_percent),
    api_keys_per_user: String(settings.api_keys_per_user),
    api_day_quota: String(settings.api_day_quota),
    api_minute_quota: String(settings.api_minute_quota),
    api_day_quota_max: String(settings.api_day_quota_max),
    api_minute_quota_max: String(settings.api_minute_quota_max),
    ip_nodes_per_hour: String(settings.ip_nodes_per_hour),
    utc_offset_minutes: settings.utc_offset_minutes,
  }
}

/** The fields that differ, as PUT takes them: a typed key replaces, null clears, nothing keeps. */
export function settingsChange(draft: SettingsDraft, settings: SiteSettings): SettingsChange {
  const { resend_api_key, clearKey, ...rest } = draft
  const plain = Object.entries(rest).filter(([name]) => !Object.hasOwn(ranges, name))
  const change: SettingsChange = Object.fromEntries(
    plain.filter(([name, value]) => value !== settings[name as keyof SiteSettings]),
  )
  for (const name of counted) {
    const count = readNumber(draft[name], settings[name])
    if (count !== settings[name]) change[name] = count
  }
  if (resend_api_key !== '') change.resend_api_key = resend_api_key
  else if (clearKey && settings.resend_api_key !== '') change.resend_api_key = null
  return change
}

/** What of a change stands on a card. */
export function changeOfCard(change: SettingsChange, card: SettingsCard): SettingsChange {
  const names = Object.keys(cardOf) as (keyof typeof cardOf)[]
  return Object.fromEntries(
    names.filter((name) => cardOf[name] === card && name in change).map((name) => [name, change[name]]),
  )
}

/** Whether a change needs the super administrator's password. */
export function isGuarded(change: SettingsChange): boolean {
  return Object.keys(change).some((name) => guarded.has(name))
}

type Complaint = 'errUrl' | 'errRange' | 'errTooLong'

/** What is wrong with the settings as typed, by field. */
export function checkSettings(draft: SettingsDraft): ReadonlyMap<string, Complaint> {
  const found = new Map<string, Complaint>()
  for (const name of ['site_name', 'site_name_en'] as const)
    if (draft[name].trim().length > 60) found.set(name, 'errTooLong')
  if (!/^(?:https?:\/\/[a-z0-9.:[\]-]+)?$/i.test(draft.site_url.trim())) found.set('site_url', 'errUrl')
  if (draft.notice.trim().length > 1000) found.set('notice', 'errTooLong')
  for (const name of counted) {
    const count = readNumber(draft[name])
    if (!Number.isInteger(count) || count < leastOf(name) || count > ranges[name]) found.set(name, 'errRange')
  }
  return found
}

const lengths: Readonly<Record<string, number>> = { site_name: 60, site_name_en: 60, notice: 1000 }

/** Figures for the words of a complaint. */
export function boundsOf(name: string): { readonly n: number; readonly min: number; readonly max: number } {
  const one = counted.find((each) => each === name)
  return { n: lengths[name] ?? 0, min: leastOf(one), max: one === undefined ? 0 : ranges[one] }
}
