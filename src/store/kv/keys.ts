import { bytesToHex } from '@noble/hashes/utils.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { decode36, encode36 } from '../../domain/values/index.ts'

/**
 * Every kind of key, and the builders and parsers of most; keys with a payload have theirs in fact-keys.ts (reports and
 * live figures), nodes/node-facts.ts, views/site-slots.ts and views/view-keys.ts. Fields have fixed widths: times and node ids base36, hashes hex.
 * Kinds: record (one JSON value, one writer), index (the name is the information), fact (written once, never changed),
 * cache (may be thrown away).
 *
 * u_ uf_ ph_ sn_ vt_ vp_ rt_ rp_ t_ set sv_ init mail_failure   accounts, throttles, settings (users.ts and its neighbours)
 * ud_<u>_<time>                         index: a user who was disabled then; the uf_ facts decide; written before the fact
 * n_<id>                                record: a node's config
 * nm_<u>_<name hash>_<id>_<time>        index: owner's nodes and name -> id; written before the record
 * c_<id>_<revision>                     index: newest config revision; written before the record
 * c_<id>_<fact>, r_<id>_00000000_<fact> fact and its copy for reports (node-facts.ts)
 * k_<id>_<field><time>                  fact: a sealed credential
 * q_<id>_<time>_<reason><tag>          fact: a visitor's complaint, its words as the value (nodes/complaints.ts); 90 days
 * jr_<id>                               record: why an admin has refused or hidden a node (nodes/verdicts.ts); one writer, the verdict
 * x_<id>                                fact: tombstone, 30 days
 * r_<id>_<time>_<report id>_<payload>   fact: one report; r_<id>_00000000_x is the tombstone again
 * l_<id>_a<time>_<tag><payload>         fact: newest live figures for the view
 * l_<id>_s<time>_<tag><payload>         fact: the same of a node that says nothing, as checks have it
 * l_<id>_k<time>_<payload>              fact: result of a health check
 * l_<id>_j<time>_<code>                 fact: last rejected report
 * a_<id>                                record: folded account
 * s_<slot>_<payload>                    fact: totals of the site in one closed slot
 * pl_ px_ pv_                           places that check (place-keys.ts)
 * ak_ ao_ ax_ ac_ ad_                   API keys and their uses (api-key-keys.ts)
 * h_ hr_ hf                             checks from outside (evidence-keys.ts)
 * ev_<time><id><kind>_<why>              fact: something that happened, newest first (events/event-keys.ts); 90 days
 * en_<id>_<time><kind>_<why>            fact: the same in the log of its node; written first
 * un_<number>_<id>_<time>               fact: a node's small number (store/numbers)
 * tick                                  record: the newest tick (store/tick)
 * tk_<time> tk_<time>_a tk_<time>_b     marks of who has the tick of that minute; swept after an hour
 * ch_<u>_<channel>_<time>               record: a channel as it was saved then; ..._x why it is off (store/alerts)
 * al_<u>_<channel>_<time>..._<items>    fact: a try to bring a message (store/alerts/alert-keys.ts)
 * an_<id>_<time>                        record: an announcement as it was saved then (store/announcements); two years
 * au_<time><tail><kind><by><whose>_<..> fact: who did what from where (audit/audit-keys.ts); 180 days
 * aw_<user>_<time><tail><kind>_<..>     fact: the same in the log of an account; written first
 * st_<time>_<run>_<what>                a self-test's trial; deleted by its run, swept after ten minutes
 * self_test                             record: what the newest self-test found
 * view_*                                cache
 */

const idWidth = 11
const timeWidth = 8

/** Milliseconds of 2025-01-01, where node ids begin. */
export const idEpochMs = 1_735_689_600_000

/** The 36 characters that an id key may begin with; `n mod 36` spreads nodes evenly over them. */
export const shardChars = '0123456789abcdefghijklmnopqrstuvwxyz'

/** 12 characters: shard (id mod 36) and the id in base36. */
export function idKey(id: number): string {
  return `${shardChars[id % 36] ?? '0'}${encode36(id, idWidth)}`
}

/** Node id of an id key; undefined when it is none. */
export function parseIdKey(text: string): number | undefined {
  if (text.length !== idWidth + 1) return undefined
  const id = decode36(text.slice(1))
  return id !== undefined && Number.isSafeInteger(id) && text[0] === shardChars[id % 36] ? id : undefined
}

/** Creation time in ms that an id holds. */
export function idTimeMs(id: number): number {
  return Math.floor(id / 4096) + idEpochMs
}

/** A new id: 41 bits of milliseconds since 2025, 12 random bits. */
export function makeId(nowMs: number, random: (length: number) => Uint8Array): number {
  const [high = 0, low = 0] = random(2)
  return Math.max(1, nowMs - idEpochMs) * 4096 + (((high << 8) | low) & 4095)
}

/** Time in ms as 8 base36 characters. */
export function timeKey(ms: number): string {
  return encode36(ms, timeWidth)
}

/** First `hexChars` hex characters of SHA-256 of a text. */
export function hashText(text: string, hexChars: number): string {
  return bytesToHex(sha256(new TextEncoder().encode(text))).slice(0, hexChars)
}

/** `<u>` of an e-mail address (already trimmed and lower-cased): 32 hex characters. */
export function userKey(email: string): string {
  return hashText(email, 32)
}

/** Hash of the secret in an owner's feed address: 32 hex characters. */
export function feedKeyHash(secret: string): string {
  return hashText(`feed ${secret}`, 32)
}

/** Hash of a node name: 16 hex characters. */
export function nameKey(name: string): string {
  return hashText(name, 16)
}

// Accounts (records and facts of users.ts, mail-tokens.ts, throttle.ts, settings.ts).
export const settingsKey = 'set'
export const settingFactsPrefix = 'sv_'
export function settingFactKey(name: string, ms: number): string {
  return `${settingFactsPrefix}${name}_${timeKey(ms)}`
}
export const initializedKey = 'init'
/** Text of the mail provider's newest failure; deleted by the next mail that goes out. */
export const mailFailureKey = 'mail_failure'
export function userRecordKey(user: string): string {
  return `u_${user}`
}
export function userFactsPrefix(user: string): string {
  return `uf_${user}_`
}
export function userFactKey(user: string, type: string, ms: number, payload = ''): string {
  return `uf_${user}_${type}${timeKey(ms)}${payload === '' ? '' : `_${payload}`}`
}
/** Prefix of the index of all users who were disabled. */
export const disabledUsersPrefix = 'ud_'
export function disabledPrefix(user: string): string {
  return `ud_${user}_`
}
export function disabledKey(user: string, ms: number): string {
  return `${disabledPrefix(user)}${timeKey(ms)}`
}
export function sessionsPrefix(user: string): string {
  return `sn_${user}_`
}
export function sessionKey(user: string, expiresAtMs: number, id: string): string {
  return `${sessionsPrefix(user)}${timeKey(expiresAtMs)}_${id}`
}
export function rehashesPrefix(user: string): string {
  return `ph_${user}_`
}
export function rehashKey(user: string, passwordId: string): string {
  return `ph_${user}_${passwordId}`
}
export function verificationKey(tokenHash: string): string {
  return `vt_${tokenHash}`
}
export function verificationsPrefix(user: string): string {
  return `vp_${user}_`
}
export function verificationIndexKey(user: string, ms: number, tokenHash: string): string {
  return `vp_${user}_${timeKey(ms)}_${tokenHash}`
}
export function resetKey(tokenHash: string): string {
  return `rt_${tokenHash}`
}
export function resetsPrefix(user: string): string {
  return `rp_${user}_`
}
export function resetIndexKey(user: string, ms: number, tokenHash: string): string {
  return `rp_${user}_${timeKey(ms)}_${tokenHash}`
}
export function throttlePrefix(kind: string, subject: string): string {
  return `t_${kind}_${subject}_`
}
/** `time`: counted down, so that the newest come first. */
export function throttleKey(kind: string, subject: string, time: number, rest: string): string {
  return `t_${kind}_${subject}_${timeKey(time)}_${rest}`
}

// Ticks.
export const lastTickKey = 'tick'
export const tickMarksPrefix = 'tk_'
/** Who has the tick of the minute that begins at `ms`; `door` of the two that a store without conditional writes needs. */
export function tickMarkKey(ms: number, door: '' | 'a' | 'b' = ''): string {
  return `${tickMarksPrefix}${timeKey(ms)}${door === '' ? '' : `_${door}`}`
}
/** The minute that a mark belongs to, in ms; undefined for another key. */
export function parseTickMark(key: string): number | undefined {
  return decode36(/^tk_([0-9a-z]{8})(?:_[ab])?$/.exec(key)?.[1] ?? '')
}

// Self-tests.
export const lastSelfTestKey = 'self_test'
export const trialsPrefix = 'st_'
/** Prefix of a run's trials: `<time>_<random>`. */
export function trialKey(run: string, what: string): string {
  return `${trialsPrefix}${run}_${what}`
}
/** When the run of a trial began, in ms; undefined for another key. */
export function parseTrialKey(key: string): number | undefined {
  return decode36(/^st_([0-9a-z]{8})_[0-9a-f]{8}_\w+$/.exec(key)?.[1] ?? '')
}

// Nodes.
export function nodeKey(id: number): string {
  return `n_${idKey(id)}`
}
export function namesPrefix(user: string): string {
  return `nm_${user}_`
}
export function namePrefix(user: string, name: string): string {
  return `nm_${user}_${nameKey(name)}_`
}
export function nameIndexKey(user: string, name: string, id: number, ms: number): string {
  return `${namePrefix(user, name)}${idKey(id)}_${timeKey(ms)}`
}
export function configPrefix(id: number): string {
  return `c_${idKey(id)}_`
}
export function configKey(id: number, revision: number): string {
  return `${configPrefix(id)}${timeKey(revision)}`
}
export function tombstoneKey(id: number): string {
  return `x_${idKey(id)}`
}
export function accountKey(id: number): string {
  return `a_${idKey(id)}`
}
export function verdictKey(id: number): string {
  return `jr_${idKey(id)}`
}
export function reportsPrefix(id: number): string {
  return `r_${idKey(id)}_`
}
/** The tombstone again, where a report's own list shows it without another operation. */
export function reportsTombstoneKey(id: number): string {
  return `r_${idKey(id)}_00000000_x`
}
export function livePrefix(id: number): string {
  return `l_${idKey(id)}_`
}

export type NameIndex = {
  readonly user: string
  readonly nameHash: string
  readonly id: number
  /** When the node was given the name. */
  readonly timeMs: number
}

/** Reads `nm_<u>_<name hash>_<id>_<time>`. */
export function parseNameIndex(key: string): NameIndex | undefined {
  const parts = /^nm_([0-9a-f]{32})_([0-9a-f]{16})_([0-9a-z]{12})_([0-9a-z]{8})$/.exec(key)
  const id = parseIdKey(parts?.[3] ?? '')
  const timeMs = decode36(parts?.[4] ?? '')
  if (id === undefined || timeMs === undefined) return undefined
  return { user: parts?.[1] ?? '', nameHash: parts?.[2] ?? '', id, timeMs }
}

/** Reads `ud_<u>_<time>`: who was disabled when. */
export function parseDisabledKey(
  key: string,
): { readonly user: string; readonly timeMs: number } | undefined {
  const [, user, time = ''] = /^ud_([0-9a-f]{32})_([0-9a-z]{8})$/.exec(key) ?? []
  const timeMs = decode36(time)
  return user === undefined || timeMs === undefined ? undefined : { user, timeMs }
}

/** Node id in a key `<prefix>_<id>…`, `start` being the place of the id. */
export function idInKey(key: string, start: number): number | undefined {
  return parseIdKey(key.slice(start, start + idWidth + 1))
}

export type ConfigIndex = { readonly id: number; readonly revision: number }

/** Reads `c_<id>_<revision>`. */
export function parseConfigIndex(key: string): ConfigIndex | undefined {
  const id = idInKey(key, 2)
  const revision = key.length === 23 ? decode36(key.slice(15)) : undefined
  return id === undefined || revision === undefined ? undefined : { id, revision }
}
