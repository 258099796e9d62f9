import * as v from 'valibot'
import { Connection } from '../../contract/node.ts'
import { areControlAddresses } from '../../contract/control-addresses.ts'
import { limits } from '../../contract/limits.ts'
import { sides } from '../../contract/sides.ts'
import { listingRules } from '../../contract/vocabulary.ts'
import { regions } from '../../contract/vocabulary.ts'
import { email, isHostName, isIpv4, isIpv6 } from '../../contract/fields.ts'
import { parseApiKeyFact, parseUseSum } from '../kv/api-key-keys.ts'
import { parseComplaint } from '../nodes/complaints.ts'
import { parseChannelKey } from '../alerts/alert-keys.ts'
import { ChannelSchema } from '../alerts/channel-record.ts'
import { AnnouncementSchema, parseAnnouncementKey } from '../announcements/announcement-record.ts'
import { parseAuditKey } from '../audit/audit-keys.ts'
import { parseEventKey } from '../events/event-keys.ts'
import { parseConfigFact } from '../nodes/node-facts.ts'
import { readAccount, readNode } from '../nodes/read-node.ts'
import { recordOf } from '../kv/record.ts'
import { parseLiveEntry, parseReportKey } from '../kv/fact-keys.ts'
import { idInKey, parseConfigIndex, parseDisabledKey, parseNameIndex } from '../kv/keys.ts'
import { parseNumberKey } from '../numbers/number-facts.ts'
import { parseEvidenceKey } from '../kv/evidence-keys.ts'
import { parseUserFact } from '../users/user-facts.ts'

/** Schemas of what a backup may hold, one a kind of key: whatever does not fit is left out of an import. */

const version = v.literal(1)
const time = v.pipe(v.number(), v.minValue(0), v.maxValue(1e14))
const amount = v.pipe(v.number(), v.minValue(-1e12), v.maxValue(1e12))
const flag = v.picklist([0, 1])
const hex = (chars: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${chars}}$`)))
// No control characters: a name must not forge lines, whoever wrote the backup.
const line = (max: number) => v.pipe(v.string(), v.maxLength(max), v.regex(/^\P{Cc}*$/u))
const phc = v.pipe(v.string(), v.maxLength(200), v.regex(/^\$(?:sha256-)?(?:scrypt|pbkdf2-sha256)\$[^\s]+$/))
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1))

const User = v.object({ v: version, email, phc, passwordId: hex(16), passwordMs: time })
const Rehash = v.object({ v: version, phc })
const Complaint = v.object({ v: version, text: v.pipe(v.string(), v.maxLength(2000)) })
const Initialized = v.object({ v: version, user: hex(32), ms: time })

const wholeUpTo = (max: number) => v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(max)))

const settingEntries = {
  site_name: v.optional(line(60)),
  site_name_en: v.optional(line(60)),
  site_url: v.optional(v.pipe(v.string(), v.regex(/^(?:https?:\/\/[a-z0-9.:[\]-]+)?$/i))),
  notice: v.optional(v.pipe(v.string(), v.maxLength(1000))),
  registration_open: v.optional(flag),
  nodes_per_user: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000))),
  mail_from: v.optional(line(320)),
  mails_per_day: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(250))),
  resend_api_key_sealed: v.optional(line(2000)),
  check_network_name: v.optional(line(255)),
  control_addresses: v.optional(v.pipe(line(1000), v.check(areControlAddresses))),
  reports_per_minute: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(limits.reportsPerMinuteMax)),
  ),
  utc_offset_minutes: v.optional(v.pipe(v.number(), v.multipleOf(30), v.minValue(-720), v.maxValue(840))),
  allow_private_nodes: v.optional(flag),
  listing: v.optional(v.picklist(listingRules)),
  handout_places_max: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e6))),
  handout_owner_percent: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
  api_keys_per_user: wholeUpTo(limits.apiKeysPerUserMax),
  api_day_quota: wholeUpTo(limits.requestsPerDayMax),
  api_minute_quota: wholeUpTo(limits.requestsPerMinuteMax),
  api_day_quota_max: wholeUpTo(limits.requestsPerDayMax),
  api_minute_quota_max: wholeUpTo(limits.requestsPerMinuteMax),
  ip_nodes_per_hour: wholeUpTo(limits.ipNodesPerHourMax),
  totp_required_for_admins: v.optional(flag),
  site_ipv6: v.optional(flag),
  relay_tag: v.optional(flag),
  check_side: v.optional(v.picklist([...sides, ''])),
  outages: v.optional(v.pipe(v.string(), v.maxLength(1000))),
  sign_in_mail: v.optional(flag),
}
const Settings = v.object({
  v: version,
  ...settingEntries,
  times: v.optional(v.record(v.string(), time)),
})

const StoredConnection = v.pipe(
  v.object({
    type: Connection.entries.type,
    ip: v.pipe(
      v.string(),
      v.check((host) => isIpv4(host) || isIpv6(host) || isHostName(host)),
    ),
    port: Connection.entries.port,
    path: v.optional(v.pipe(v.string(), v.maxLength(256), v.regex(/^(?:\/[\x21-\x7e]*)?$/))),
  }),
)

const minuteOfDay = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1439))
const WeeklyPlans = v.pipe(
  v.array(
    v.object({
      fromMs: time,
      toMs: time,
      windows: v.pipe(
        v.array(
          v.tuple([
            v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7)),
            minuteOfDay,
            minuteOfDay,
            v.pipe(v.number(), v.integer(), v.minValue(-720), v.maxValue(840)),
          ]),
        ),
        v.maxLength(limits.weeklyWindowsMax),
      ),
    }),
  ),
  v.maxLength(8),
)

const Node = v.looseObject({
  v: version,
  id,
  user: hex(32),
  ownerEmail: email,
  node_name: line(200),
  region_type: v.picklist(regions),
  region_detail: line(100),
  connections: v.pipe(v.array(StoredConnection), v.minLength(1), v.maxLength(16)),
  tier_bandwidth: amount,
  max_bandwidth: amount,
  max_traffic: amount,
  reset_cycle: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(366)),
  reset_day: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(31)),
  max_connections: amount,
  tags: line(200),
  notes: v.pipe(v.string(), v.maxLength(2000)),
  validUntilMs: time,
  allow_relay: flag,
  address_public: flag,
  is_enabled: flag,
  correction_traffic: amount,
  correctionMs: time,
  legacy_cumulative: v.optional(flag),
  weekly: v.optional(WeeklyPlans),
  createdMs: time,
  revision: time,
  tierMs: time,
  token: v.object({ hash: line(64), prefix: line(40), createdMs: time }),
  previousToken: v.nullable(v.object({ hash: line(64), untilMs: time })),
  network_name: v.nullable(line(2000)),
  network_secret: v.nullable(line(2000)),
  off: v.pipe(v.array(v.tuple([time, time])), v.maxLength(64)),
})

function fits(schema: v.GenericSchema, value: string): boolean {
  try {
    return v.is(schema, JSON.parse(value))
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

function isSetting(key: string, value: string): boolean {
  const name = /^sv_([a-z_]+)_[0-9a-z]{8}$/.exec(key)?.[1] ?? ''
  const entry = Object.hasOwn(settingEntries, name)
    ? settingEntries[name as keyof typeof settingEntries]
    : undefined
  return entry !== undefined && fits(v.object({ v: version, value: v.nullable(entry) }), value)
}

function isNode(key: string, value: string): boolean {
  return fits(Node, value) && recordOf(readNode(value))?.id === idInKey(key, 2) && key.length === 14
}

function isReport(key: string): boolean {
  const isMarked = /^r_.{12}_00000000_(?:x|[0-9a-z]{8}(?:t[0-9a-f]{68}|[nsdavpu][01]|m[0-9a-z]{8}))$/.test(
    key,
  )
  return (isMarked && idInKey(key, 2) !== undefined) || parseReportKey(key, 0) !== undefined
}

/** A channel under its own name, or the words by which it was switched off. */
function isChannel(key: string, value: string): boolean {
  const parsed = parseChannelKey(key)
  if (parsed === undefined) return false
  if (parsed.isOff) return value.length <= 400
  if (!fits(ChannelSchema, value)) return false
  const { owner, id } = JSON.parse(value) as { readonly owner: string; readonly id: string }
  return owner === parsed.owner && id === parsed.id
}

function isAnnouncement(key: string, value: string): boolean {
  const parsed = parseAnnouncementKey(key)
  if (parsed === undefined || !fits(AnnouncementSchema, value)) return false
  return (JSON.parse(value) as { readonly id: string }).id === parsed.id
}

const CheckSlots = (max: number) => v.pipe(v.array(v.tuple([time, amount, amount, amount])), v.maxLength(max))
const CheckHistories = v.object({
  v: version,
  places: v.record(
    v.pipe(v.string(), v.regex(/^[0-9a-z]{6}$/)),
    v.object({ slots: CheckSlots(400), days: CheckSlots(90) }),
  ),
  mostSeen: amount,
})

const VerdictOfBackup = v.object({ v: version, reason: v.pipe(v.string(), v.maxLength(500)), ms: time })

const PlaceOfBackup = v.object({
  v: version,
  id: v.pipe(v.string(), v.regex(/^[0-9a-z]{6}$/)),
  name: line(160),
  trusted: flag,
  hash: hex(64),
  createdMs: time,
})

const ApiKeyOfBackup = v.object({
  v: version,
  id: v.pipe(v.string(), v.regex(/^[0-9a-z]{8}$/)),
  user: hex(32),
  name: line(160),
  check: flag,
  hash: hex(64),
  createdMs: time,
  expiresMs: v.nullable(time),
})

/** A key under its own id. */
function isApiKey(key: string, value: string): boolean {
  if (!fits(ApiKeyOfBackup, value)) return false
  return key === `ak_${(JSON.parse(value) as { readonly id: string }).id}`
}

type Check = (key: string, value: string) => boolean

const checks = {
  set: (_key, value) => fits(Settings, value),
  sv_: isSetting,
  init: (_key, value) => fits(Initialized, value),
  u_: (key, value) => /^u_[0-9a-f]{32}$/.test(key) && fits(User, value),
  ph_: (key, value) => /^ph_[0-9a-f]{32}_[0-9a-f]{16}$/.test(key) && fits(Rehash, value),
  uf_: (key) => parseUserFact(key) !== undefined,
  ud_: (key) => parseDisabledKey(key) !== undefined,
  x_: (key, value) => key.length === 14 && idInKey(key, 2) !== undefined && /^\d{1,14}$/.test(value),
  r_: isReport,
  a_: (key, value) =>
    key.length === 14 && idInKey(key, 2) !== undefined && recordOf(readAccount(value)) !== undefined,
  n_: isNode,
  k_: (key, value) =>
    /^k_.{12}_[ns][0-9a-z]{8}$/.test(key) &&
    idInKey(key, 2) !== undefined &&
    /^1\.[\w-]{1,2000}$/.test(value),
  c_: (key) => parseConfigIndex(key) !== undefined || parseConfigFact(key) !== undefined,
  q_: (key, value) => parseComplaint(key) !== undefined && fits(Complaint, value),
  nm_: (key) => parseNameIndex(key) !== undefined,
  un_: (key) => parseNumberKey(key) !== undefined,
  l_: (key) => parseLiveEntry(key, 0) !== undefined,
  pl_: (key, value) => /^pl_[0-9a-z]{6}$/.test(key) && fits(PlaceOfBackup, value),
  px_: (key) => /^px_[0-9a-z]{6}$/.test(key),
  ao_: (key) => /^ao_[0-9a-f]{32}_[0-9a-z]{8}$/.test(key),
  ak_: isApiKey,
  ax_: (key) => parseApiKeyFact(key) !== undefined,
  ad_: (key) => parseUseSum(key) !== undefined,
  h_: (key) => parseEvidenceKey(key) !== undefined,
  jr_: (key, value) => key.length === 15 && idInKey(key, 3) !== undefined && fits(VerdictOfBackup, value),
  hr_: (key, value) => key.length === 15 && idInKey(key, 3) !== undefined && fits(CheckHistories, value),
  ev_: (key) => parseEventKey(key) !== undefined,
  ch_: isChannel,
  en_: (key) => parseEventKey(key) !== undefined,
  an_: isAnnouncement,
  aw_: (key) => parseAuditKey(key) !== undefined,
  au_: (key) => parseAuditKey(key) !== undefined,
  s_: (key) => /^s_[0-9a-z]{5}_[0-9a-z]{32}$/.test(key),
} as const satisfies Record<string, Check>

/** Whether a line of a backup is what its kind of key says it is. `kind`: the prefix in the list of durable keys. */
export function isWellFormed(kind: string, key: string, value: string): boolean {
  const check: Check | undefined = Object.hasOwn(checks, kind)
    ? checks[kind as keyof typeof checks]
    : undefined
  return check?.(key, value) ?? false
}
