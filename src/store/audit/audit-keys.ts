import type { AuditKind } from '../../contract/audit.ts'
import { dayMs, decode36 } from '../../domain/values/index.ts'
import { parseJson } from '../../contract/json.ts'
import { downTime } from '../events/event-keys.ts'

/**
 * Keys of the audit log, both written once: `au_<time><tail><kind><by><whose>_<payload>` in the site's log, and
 * `aw_<user>_<time><tail><kind>_<payload>` in that of each account concerned. Times are counted down; `by` and `whose` are the
 * first 16 characters of users' keys, zeros for nobody; the payload is UTF-8 as hex.
 */
export const siteAuditPrefix = 'au_'
export const ownAuditPrefix = 'aw_'

/** How long the audit log is kept. */
export const auditKeptMs = 180 * dayMs

/** An entry: `by` and `whose` are users' keys, "" for nobody. */
export type AuditFact = {
  readonly ms: number
  /** Tells entries of one millisecond apart: four characters. */
  readonly tail: string
  readonly kind: AuditKind
  readonly by: string
  readonly whose: string
  readonly email: string
  readonly ip: string
  readonly what: string
}

/** Two letters a kind, in keys for ever. */
const codes = {
  sign_in: 'si',
  sign_in_refused: 'sr',
  session_ended: 'se',
  sessions_ended: 'sa',
  password_changed: 'pw',
  totp_changed: 'tf',
  role_changed: 'ro',
  user_changed: 'us',
  user_deleted: 'ud',
  settings_changed: 'st',
  node_deleted: 'nd',
  node_judged: 'nj',
  token_made: 'tm',
  token_revoked: 'tr',
  exported: 'ex',
  imported: 'im',
} as const satisfies Record<AuditKind, string>
const kindOf = new Map(Object.entries(codes).map(([kind, code]) => [code as string, kind as AuditKind]))

const userChars = 16
const nobody = '0'.repeat(userChars)
const payloadBytesMax = 190
const emailCharsMax = 100
const ipCharsMax = 45
const timeMax = Number.parseInt(downTime(0), 36)

/** Prefix of an account's own log. */
export function ownAuditPrefixOf(user: string): string {
  return `${ownAuditPrefix}${user.slice(0, userChars)}_`
}

/** What names an entry in every log. */
export function auditName({ ms, tail, kind }: Pick<AuditFact, 'ms' | 'tail' | 'kind'>): string {
  return downTime(ms) + tail + codes[kind]
}

function hexOf(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The payload, `what` cut by whole characters until it fits. */
function payloadOf({ email, ip, what }: AuditFact): string {
  const chars = [...what]
  for (;;) {
    const hex = hexOf(
      JSON.stringify([email.slice(0, emailCharsMax), ip.slice(0, ipCharsMax), chars.join('')]),
    )
    if (hex.length <= 2 * payloadBytesMax || chars.length === 0) return hex.slice(0, 2 * payloadBytesMax)
    chars.length = Math.floor(chars.length * 0.9)
  }
}

/** Keys of an entry, those of accounts first: what the site's log shows is in theirs, too. */
export function auditKeys(fact: AuditFact): readonly string[] {
  const name = auditName(fact)
  const payload = payloadOf(fact)
  const short = (user: string): string => (user === '' ? nobody : user.slice(0, userChars))
  const users = new Set([fact.by, fact.whose].map(short).filter((user) => user !== nobody))
  return [
    ...[...users].map((user) => `${ownAuditPrefixOf(user)}${name}_${payload}`),
    `${siteAuditPrefix}${name}${short(fact.by)}${short(fact.whose)}_${payload}`,
  ]
}

const form = '([0-9a-z]{8})([0-9a-z]{4})([a-z]{2})'
const siteForm = new RegExp(`^au_${form}([0-9a-f]{16})([0-9a-f]{16})_((?:[0-9a-f]{2})*)$`)
const ownForm = new RegExp(`^aw_[0-9a-f]{16}_${form}_((?:[0-9a-f]{2})*)$`)

function textsOf(hex: string): readonly [email: string, ip: string, what: string] {
  const bytes = Uint8Array.from((hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)))
  const parts = parseJson(new TextDecoder().decode(bytes))
  const [email, ip, what] = Array.isArray(parts) ? parts.map(String) : []
  return [email ?? '', ip ?? '', what ?? '']
}

/** Reads a key of either log, users by the beginnings of their keys; undefined for anything else. */
export function parseAuditKey(key: string): AuditFact | undefined {
  const site = siteForm.exec(key)
  const own = site === null ? ownForm.exec(key) : null
  const [, time = '', tail = '', code = ''] = site ?? own ?? []
  const down = decode36(time)
  const kind = kindOf.get(code)
  if (down === undefined || kind === undefined) return undefined
  const [email, ip, what] = textsOf(site?.[6] ?? own?.[4] ?? '')
  const user = (text: string | undefined): string => (text === undefined || text === nobody ? '' : text)
  return { ms: timeMax - down, tail, kind, by: user(site?.[4]), whose: user(site?.[5]), email, ip, what }
}
