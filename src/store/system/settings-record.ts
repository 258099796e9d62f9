import type { Side } from '../../contract/sides.ts'
import type { ListingRule } from '../../contract/vocabulary.ts'

/** What admins have set; an absent field has its default. Secrets are sealed. */
export type SettingValues = {
  readonly site_name?: string
  readonly site_name_en?: string
  readonly site_url?: string
  readonly notice?: string
  readonly registration_open?: 0 | 1
  readonly nodes_per_user?: number
  readonly mail_from?: string
  readonly mails_per_day?: number
  readonly resend_api_key_sealed?: string
  readonly check_network_name?: string
  /** Addresses that every place checks to know that it is well itself, parted by spaces. */
  readonly control_addresses?: string
  readonly reports_per_minute?: number
  /** Zone of the days that charts and uptime go by. */
  readonly utc_offset_minutes?: number
  readonly allow_private_nodes?: 0 | 1
  readonly listing?: ListingRule
  readonly handout_places_max?: number
  readonly handout_owner_percent?: number
  readonly api_keys_per_user?: number
  readonly api_day_quota?: number
  readonly api_minute_quota?: number
  readonly api_day_quota_max?: number
  readonly api_minute_quota_max?: number
  readonly ip_nodes_per_hour?: number
  readonly totp_required_for_admins?: 0 | 1
  readonly site_ipv6?: 0 | 1
  readonly relay_tag?: 0 | 1
  /** On which side the site's own checker is; '' = nobody says. */
  readonly check_side?: Side | ''
  /** Times in which the site took no report (`outages.ts`); nobody sets it. */
  readonly outages?: string
  readonly sign_in_mail?: 0 | 1
}

export type SettingName = keyof SettingValues

/**
 * Record `set`: all settings in one, put together from the facts `sv_<name>_<time>`, one for each change of a setting.
 * `times` says which changes are in it; a field without a time is of before there were facts.
 */
export type StoredSettings = SettingValues & {
  readonly v: 1
  readonly times?: Readonly<Partial<Record<SettingName, number>>>
}

const kinds = {
  site_name: 'string',
  site_name_en: 'string',
  site_url: 'string',
  notice: 'string',
  registration_open: 'number',
  nodes_per_user: 'number',
  mail_from: 'string',
  mails_per_day: 'number',
  resend_api_key_sealed: 'string',
  check_network_name: 'string',
  control_addresses: 'string',
  reports_per_minute: 'number',
  utc_offset_minutes: 'number',
  allow_private_nodes: 'number',
  listing: 'string',
  handout_places_max: 'number',
  handout_owner_percent: 'number',
  api_keys_per_user: 'number',
  api_day_quota: 'number',
  api_minute_quota: 'number',
  api_day_quota_max: 'number',
  api_minute_quota_max: 'number',
  ip_nodes_per_hour: 'number',
  totp_required_for_admins: 'number',
  site_ipv6: 'number',
  relay_tag: 'number',
  check_side: 'string',
  outages: 'string',
  sign_in_mail: 'number',
} as const satisfies Record<SettingName, 'string' | 'number'>

/** Whether every setting that this program knows is of its kind. */
export function isSettings(value: Readonly<Record<string, unknown>>): boolean {
  const { times = {} } = value
  const isKind = ([name, kind]: [string, string]): boolean =>
    value[name] === undefined || typeof value[name] === kind
  return typeof times === 'object' && times !== null && Object.entries(kinds).every(isKind)
}
