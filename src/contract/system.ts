import * as v from 'valibot'
import { areControlAddresses } from './control-addresses.ts'
import { Banner } from './announcements.ts'
import { LastSelfTest } from './self-test.ts'
import { limits } from './limits.ts'
import { sides } from './sides.ts'
import { listingRules } from './vocabulary.ts'
import {
  count,
  email,
  flag,
  flagText,
  listQuery,
  multilineText,
  password,
  passwordToCompare,
  rawText,
  text,
} from './fields.ts'

export const CheckInitAnswer = v.object({
  initialized: v.boolean(),
  site_name: v.string(),
  /** What English pages call the site; absent when it has one name. */
  site_name_en: v.optional(v.string()),
  registration_open: v.boolean(),
  mail_configured: v.boolean(),
  secret_configured: v.boolean(),
  version: v.string(),
  /** What an admin should put right; empty when nothing is. */
  warnings: v.array(v.picklist(['jwt_secret_weak', 'public_origin_invalid', 'origin_unset'])),
  /** Zone of the days of uptime and of traffic, as minutes east of UTC. */
  utc_offset_minutes: v.number(),
  /** The admin's text for all pages; absent without one. */
  notice: v.optional(v.string()),
  /** Announcements that hold now, the gravest first; absent without one. */
  announcements: v.optional(v.array(Banner)),
  /** For admins alone: the last self-test. */
  self_test: v.optional(LastSelfTest),
})

export const InitializeBody = v.object({
  jwt_secret: rawText('jwt_secret', 1024),
  email,
  password,
  /** The setting of that name, from the beginning. */
  listing: v.optional(v.picklist(listingRules, `listing 须为 ${listingRules.join('、')} 之一`)),
})
export const InitializeAnswer = v.object({ message: v.string(), admin_email: v.string() })

function origin(label: string) {
  return v.pipe(
    text(label, 200),
    v.check(
      (value) => value === '' || /^https?:\/\/[a-z0-9.:[\]-]+$/i.test(value),
      `${label}须为 https://主机名，不带路径`,
    ),
  )
}

/** UTC-12:00 to UTC+14:00 in half hours, because history is kept in slots of ten minutes. */
const utcOffset = v.pipe(
  v.number('utc_offset_minutes 必须是数字'),
  v.check(
    (value) => value % 30 === 0 && value >= -720 && value <= 840,
    'utc_offset_minutes 须为 -720 到 840 之间 30 的倍数',
  ),
)

/** Settings that admins may change; every key optional on PUT. Secrets are write-only: null clears, "" or the mask leaves. */
export const SettingsBody = v.object({
  site_name: v.optional(text('站点名称', 60)),
  site_name_en: v.optional(text('英文名称', 60)),
  site_url: v.optional(origin('站点地址')),
  notice: v.optional(multilineText('公告', 1000)),
  registration_open: v.optional(flag('registration_open')),
  nodes_per_user: v.optional(count('每人最多节点数', 1000)),
  mail_from: v.optional(text('发件人', 320)),
  /** Mails of the whole site within 24 hours; a fifth is kept for password resets. */
  mails_per_day: v.optional(count('每天最多发信', limits.mailsPerDayMax)),
  resend_api_key: v.optional(v.nullable(rawText('resend_api_key', 200))),
  check_network_name: v.optional(text('检测用的网络名', 255)),
  /** Addresses that every place checks to know that it is well itself: a success vouches for its failures elsewhere. */
  control_addresses: v.optional(
    v.pipe(
      text('control_addresses', 1000),
      v.check(areControlAddresses, 'control_addresses 须为最多 4 个以空格分隔的地址，如 tcp://host:11010'),
    ),
  ),
  reports_per_minute: v.optional(count('reports_per_minute', limits.reportsPerMinuteMax)),
  /** Nodes may have private and loopback addresses. */
  allow_private_nodes: v.optional(flag('allow_private_nodes')),
  /** When nodes are listed. */
  listing: v.optional(
    v.pipe(
      v.string('listing 必须是字符串'),
      v.picklist(listingRules, `listing 须为 ${listingRules.join('、')} 之一`),
    ),
  ),
  /** Connections that the choice of nodes trusts one with at most, whatever it claims. */
  handout_places_max: v.optional(
    v.pipe(
      count('handout_places_max', limits.connectionCountMax),
      v.minValue(1, 'handout_places_max 至少为 1'),
    ),
  ),
  /** Percent of the hand-outs that one owner's nodes get together while others have room. */
  handout_owner_percent: v.optional(
    v.pipe(count('handout_owner_percent', 100), v.minValue(1, 'handout_owner_percent 至少为 1')),
  ),
  api_keys_per_user: v.optional(count('api_keys_per_user', limits.apiKeysPerUserMax)),
  api_day_quota: v.optional(count('api_day_quota', limits.requestsPerDayMax, 1)),
  api_minute_quota: v.optional(count('api_minute_quota', limits.requestsPerMinuteMax, 1)),
  api_day_quota_max: v.optional(count('api_day_quota_max', limits.requestsPerDayMax, 1)),
  api_minute_quota_max: v.optional(count('api_minute_quota_max', limits.requestsPerMinuteMax, 1)),
  ip_nodes_per_hour: v.optional(count('ip_nodes_per_hour', limits.ipNodesPerHourMax)),
  totp_required_for_admins: v.optional(flag('totp_required_for_admins')),
  /** Clients that ask over IPv4 have IPv6 as well: nodes with IPv6 alone are given to them. */
  site_ipv6: v.optional(flag('site_ipv6')),
  /** Nodes that relay have the tag by which launchers of the closed service tell them. */
  relay_tag: v.optional(flag('relay_tag')),
  /** On which side the site's own checker is: its latencies count for who asks from there. "" = nobody says. */
  check_side: v.optional(v.picklist([...sides, ''], `check_side 须为空或 ${sides.join('、')}`)),
  /** Accounts are mailed a sign-in from a new place. */
  sign_in_mail: v.optional(flag('sign_in_mail')),
  /** The super admin's, for the settings that matter: mail key, sender, site_url, totp_required_for_admins. */
  password: v.optional(passwordToCompare),
  utc_offset_minutes: v.optional(utcOffset),
})
export type SettingsChange = v.InferOutput<typeof SettingsBody>
export const nullableSettings = ['resend_api_key'] as const

export const Settings = v.object({
  site_name: v.string(),
  site_name_en: v.string(),
  site_url: v.string(),
  notice: v.string(),
  registration_open: v.picklist([0, 1]),
  nodes_per_user: v.number(),
  mail_from: v.string(),
  mails_per_day: v.number(),
  /** "" when unset, else a mask. */
  resend_api_key: v.string(),
  /** Foreign-network name used by checks of nodes without stored credentials. */
  check_network_name: v.string(),
  control_addresses: v.string(),
  /** Reports of one node that are taken within a minute; 0 = no ceiling. */
  reports_per_minute: v.number(),
  allow_private_nodes: v.picklist([0, 1]),
  listing: v.picklist(listingRules),
  handout_places_max: v.number(),
  handout_owner_percent: v.number(),
  api_keys_per_user: v.number(),
  api_day_quota: v.number(),
  api_minute_quota: v.number(),
  api_day_quota_max: v.number(),
  api_minute_quota_max: v.number(),
  ip_nodes_per_hour: v.number(),
  totp_required_for_admins: v.picklist([0, 1]),
  site_ipv6: v.picklist([0, 1]),
  relay_tag: v.picklist([0, 1]),
  check_side: v.picklist([...sides, '']),
  sign_in_mail: v.picklist([0, 1]),
  /** Zone of the days of uptime and of traffic, as minutes east of UTC; resets stay at 00:00 UTC. */
  utc_offset_minutes: v.number(),
  /** Where mail settings come from. */
  mail_source: v.picklist(['none', 'settings', 'environment', 'local']),
  /** Text of the newest failure of the mail provider; "" when the last mail went out. */
  mail_last_error: v.string(),
})
export const SettingsAnswer = v.object({ settings: Settings })
export const SettingsUpdatedAnswer = v.object({ message: v.string(), settings: Settings })

export const UsersQuery = v.object(listQuery)
export const User = v.object({
  email: v.string(),
  role: v.picklist(['user', 'admin', 'super_admin']),
  is_admin: v.boolean(),
  is_enabled: v.boolean(),
  totp_enabled: v.boolean(),
  node_count: v.number(),
  created_at: v.string(),
  /** When the newest session that was used and has not run out (7 days) began; null without one. */
  last_sign_in_at: v.nullable(v.string()),
})
export type User = v.InferOutput<typeof User>
export const UsersAnswer = v.object({ users: v.array(User), total: v.number() })
export const UserUpdateBody = v.object({
  is_admin: v.optional(flag('is_admin')),
  is_enabled: v.optional(flag('is_enabled')),
  /** 0 takes away a second factor that its owner has lost; the super admin's to do. */
  totp: v.optional(v.literal(0, 'totp 只能为 0')),
})
export const UserUpdatedAnswer = v.object({ message: v.string(), user: User })
export const ResetTokenAnswer = v.object({
  message: v.string(),
  /** For `/console/#/reset?token=`; good once. */
  reset_token: v.string(),
  expires_at: v.string(),
})
/** Registrations whose address nobody has confirmed yet, newest first. */
export const RegistrationsAnswer = v.object({
  registrations: v.array(
    v.object({
      /** Of this one: the same address may have been registered several times, each with its own password. */
      id: v.string(),
      email: v.string(),
      registered_at: v.string(),
      expires_at: v.string(),
    }),
  ),
})
export const ConfirmRegistrationBody = v.object({
  id: v.pipe(v.string('id 必须是字符串'), v.regex(/^[0-9a-f]{16}$/, 'id 无效')),
})
export const TestEmailBody = v.object({ to: v.optional(email) })
export const ExportQuery = v.object({ cursor: v.optional(rawText('cursor', 1024)) })
export const ImportQuery = v.object({
  /** `roles`, `settings`, or both with a comma: what a backup brings only when asked for. */
  with: v.optional(
    v.pipe(
      v.string('with 必须是字符串'),
      v.transform((value) => value.split(',').map((part) => part.trim())),
      v.array(v.picklist(['roles', 'settings'], 'with 须为 roles、settings 或二者')),
    ),
  ),
  /** Takes a backup without a valid signature, or of another JWT_SECRET. */
  force: v.optional(flagText('force')),
})
export const ImportAnswer = v.object({
  message: v.string(),
  imported: v.number(),
  skipped: v.number(),
  /** Records that were not what their key says, with their lines in the body (at most 20 named). */
  rejected: v.number(),
  rejected_lines: v.array(v.number()),
})
