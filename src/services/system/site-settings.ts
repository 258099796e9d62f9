import { limits } from '../../contract/limits.ts'
import type { SettingValues, StoredSettings } from '../../store/system/index.ts'

/** Settings with their defaults, secrets left out. */
export type SiteSettings = Required<Omit<SettingValues, 'resend_api_key_sealed' | 'outages'>>

/** What a site is called that nobody has named. */
const unnamed = { 'zh-CN': 'EasyTier 节点', en: 'EasyTier nodes' } as const

/** What the site is called in a language. */
export function siteNameIn(stored: StoredSettings, language: keyof typeof unnamed): string {
  const own = stored.site_name === unnamed['zh-CN'] ? '' : stored.site_name
  return (language === 'en' && stored.site_name_en) || own || unnamed[language]
}

/** Fills in the defaults of what no admin has set. */
export function siteSettings(stored: StoredSettings): SiteSettings {
  return {
    site_name: stored.site_name || unnamed['zh-CN'],
    site_name_en: stored.site_name_en ?? '',
    site_url: stored.site_url ?? '',
    notice: stored.notice ?? '',
    registration_open: stored.registration_open ?? 1,
    nodes_per_user: stored.nodes_per_user ?? limits.nodesPerUser,
    mail_from: stored.mail_from ?? '',
    utc_offset_minutes: stored.utc_offset_minutes ?? limits.utcOffsetMinutes,
    reports_per_minute: stored.reports_per_minute ?? limits.reportsPerMinute,
    mails_per_day: stored.mails_per_day ?? limits.mailsPerDay,
    allow_private_nodes: stored.allow_private_nodes ?? 0,
    listing: stored.listing ?? 'open',
    handout_places_max: stored.handout_places_max ?? limits.handoutPlacesMax,
    handout_owner_percent: stored.handout_owner_percent ?? limits.handoutOwnerPercent,
    api_keys_per_user: stored.api_keys_per_user ?? limits.apiKeysPerUser,
    api_day_quota: stored.api_day_quota ?? limits.apiDayQuota,
    api_minute_quota: stored.api_minute_quota ?? limits.apiMinuteQuota,
    api_day_quota_max: stored.api_day_quota_max ?? limits.apiDayQuotaMax,
    api_minute_quota_max: stored.api_minute_quota_max ?? limits.apiMinuteQuotaMax,
    ip_nodes_per_hour: stored.ip_nodes_per_hour ?? limits.ipNodesPerHour,
    totp_required_for_admins: stored.totp_required_for_admins ?? 0,
    site_ipv6: stored.site_ipv6 ?? 0,
    sign_in_mail: stored.sign_in_mail ?? 0,
    relay_tag: stored.relay_tag ?? 1,
    check_side: stored.check_side ?? '',
    control_addresses: stored.control_addresses ?? '',
    check_network_name: stored.check_network_name || 'easytier-node-check',
  }
}
