/** What admins have set; an absent field has its default. Secrets are sealed. */
export type SettingValues = {
  readonly site_name?: string
  readonly site_url?: string
  readonly notice?: string
  readonly registration_open?: 0 | 1
  readonly nodes_per_user?: number
  readonly mail_from?: string
  readonly mails_per_day?: number
  readonly resend_api_key_sealed?: string
  readonly check_network_name?: string
  readonly reports_per_minute?: number
  /** Zone of the days that charts and uptime go by. */
  readonly utc_offset_minutes?: number
  readonly allow_private_nodes?: 0 | 1
  readonly totp_required_for_admins?: 0 | 1
  readonly site_ipv6?: 0 | 1
  readonly relay_tag?: 0 | 1
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
