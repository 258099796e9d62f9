import * as v from 'valibot'
import { countryPattern } from './vocabulary.ts'
import { limits } from './limits.ts'

/** Field schemas shared by requests. Messages are what the API answers, in Chinese. */

// Control and format characters, line separators: a node name must not be able to forge lines in logs or feeds, turn the
// words beside it around, or look like another's by what nobody sees.
const control = /[\p{Cc}\p{Cf}\u2028\u2029]/u
/** A letter, digit, sign or picture: what is more than space, marks without a base, and fillers that show nothing. */
const visible = /[^\p{Z}\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u

/** Like `text` with at least one character that can be seen. */
export function visibleText(label: string, max: number) {
  return v.pipe(
    text(label, max, 1),
    v.check((value) => visible.test(value), `${label}必须含有可见字符`),
  )
}

/** True when the string is well-formed UTF-16, so that it survives UTF-8. */
function wellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}

/** Trimmed one-line text of `min` to `max` characters without control characters. */
export function text(label: string, max: number, min = 0) {
  return v.pipe(
    v.string(`${label}必须是字符串`),
    v.maxLength(max, `${label}最多 ${max} 个字符`),
    v.trim(),
    v.check(wellFormed, `${label}含有无效字符`),
    v.check((value) => !control.test(value), `${label}不能含有控制字符`),
    v.minLength(min, min === 1 ? `${label}不能为空` : `${label}至少 ${min} 个字符`),
  )
}

/** Like `text`, newlines and tabs allowed. */
export function multilineText(label: string, max: number) {
  return v.pipe(
    v.string(`${label}必须是字符串`),
    v.maxLength(max, `${label}最多 ${max} 个字符`),
    v.trim(),
    v.check(wellFormed, `${label}含有无效字符`),
    v.check((value) => !control.test(value.replace(/[\t\r\n]/g, '')), `${label}不能含有控制字符`),
  )
}

/** A string taken as it is (secrets: no trimming), bounded. */
export function rawText(label: string, max: number, min = 0) {
  return v.pipe(
    v.string(`${label}必须是字符串`),
    v.check(wellFormed, `${label}含有无效字符`),
    v.minLength(min, `${label}不能为空`),
    v.maxLength(max, `${label}最多 ${max} 个字符`),
  )
}

/** Finite number from 0 to `max`. */
export function amount(label: string, max: number, min = 0) {
  return v.pipe(
    v.number(`${label}必须是数字`),
    v.finite(`${label}必须是有限的数字`),
    v.minValue(min, min === 0 ? `${label}不能为负数` : `${label}不能小于 ${min}`),
    v.maxValue(max, `${label}不能大于 ${max}`),
  )
}

/** Whole number from `min` to `max`. */
export function count(label: string, max: number, min = 0) {
  return v.pipe(
    v.number(`${label}必须是数字`),
    v.integer(`${label}必须是整数`),
    v.minValue(min, min === 0 ? `${label}不能为负数` : `${label}不能小于 ${min}`),
    v.maxValue(max, `${label}不能大于 ${max}`),
  )
}

/** A flag that accepts 0, 1, true, false and answers 0 or 1. */
export function flag(label: string) {
  return v.pipe(
    v.union([v.literal(0), v.literal(1), v.boolean()], `${label}必须是 0、1、true 或 false`),
    v.transform((value): 0 | 1 => (value === 1 || value === true ? 1 : 0)),
  )
}

/** A flag of a query string: 0, 1, true, false as text. */
export function flagText(label: string) {
  return v.pipe(
    v.picklist(['0', '1', 'true', 'false', ''], `${label}必须是 0、1、true 或 false`),
    v.transform((value): boolean => value === '1' || value === 'true'),
  )
}

/** A whole number as text in a query string. */
export function countText(label: string, max: number, min = 0) {
  return v.pipe(
    v.string(`${label}必须是整数`),
    v.regex(/^\d{1,15}$/, `${label}必须是整数`),
    v.transform(Number),
    v.minValue(min, `${label}不能小于 ${min}`),
    v.maxValue(max, `${label}不能大于 ${max}`),
  )
}

/** E-mail address: trimmed, lower-cased, syntax checked (WHATWG HTML form of it), at most 254 characters. */
export const email = v.pipe(
  v.string('邮箱必须是字符串'),
  v.maxLength(limits.emailCharsMax, `邮箱最多 ${limits.emailCharsMax} 个字符`),
  v.trim(),
  // Before it is in small letters: that of U+212A is a plain k, and so another mailbox.
  v.check((value) => !/[^ -~]/.test(value), '邮箱格式不正确'),
  v.toLowerCase(),
  v.nonEmpty('邮箱不能为空'),
  v.regex(
    /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/,
    '邮箱格式不正确',
  ),
)

/** Password: 6 to 128 characters, taken as it is. */
export const password = v.pipe(
  v.string('密码必须是字符串'),
  v.check(wellFormed, '密码含有无效字符'),
  v.minLength(limits.passwordCharsMin, `密码至少 ${limits.passwordCharsMin} 个字符`),
  v.maxLength(limits.passwordCharsMax, `密码最多 ${limits.passwordCharsMax} 个字符`),
)

/** A password that is only compared: any bounded string. */
export const passwordToCompare = v.pipe(
  v.string('密码必须是字符串'),
  v.nonEmpty('密码不能为空'),
  v.maxLength(limits.passwordCharsMax, `密码最多 ${limits.passwordCharsMax} 个字符`),
)

const hostLabel = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/i

/** True for dotted IPv4 with decimal octets without leading zeros, which some read as octal. */
export function isIpv4(host: string): boolean {
  return v.IPV4_REGEX.test(host)
}

/** True for an IPv6 address in any RFC 4291 text form, without zone or brackets; valibot's pattern lacks some. */
export function isIpv6(host: string): boolean {
  if (!/^[0-9a-f:.]{2,45}$/i.test(host) || !host.includes(':')) return false
  try {
    return new URL(`http://[${host}]/`).hostname.length > 2
  } catch {
    return false
  }
}

/** True for a DNS name (labels of 1 to 63 characters, last one no number, which would make the whole an IPv4 address in disguise; internationalised names in their xn-- form). */
export function isHostName(host: string): boolean {
  const labels = host.replace(/\.$/, '').split('.')
  const last = labels.at(-1) ?? ''
  return (
    host.length <= limits.hostCharsMax &&
    labels.every((label) => hostLabel.test(label)) &&
    !/^(?:\d+|0x[0-9a-f]*)$/i.test(last)
  )
}

/** Host of a node: IPv4, IPv6 (brackets dropped) or name. */
export const host = v.pipe(
  v.string('ip 必须是字符串'),
  v.maxLength(limits.hostCharsMax, `ip 最多 ${limits.hostCharsMax} 个字符`),
  v.trim(),
  v.nonEmpty('ip 不能为空'),
  v.transform((value) => (value.startsWith('[') && value.endsWith(']') ? value.slice(1, -1) : value)),
  v.check((value) => isIpv4(value) || isIpv6(value) || isHostName(value), 'ip 须为 IPv4、IPv6 或域名'),
)

/**
 * Turns `null` of an optional field into absence, at every depth (behaviour: null means absent).
 * `keep` names top-level fields in which null is a value of its own.
 */
export function dropNulls(input: unknown, keep: readonly string[] = []): unknown {
  if (Array.isArray(input)) return input.map((item) => dropNulls(item))
  if (typeof input !== 'object' || input === null) return input
  const kept = Object.entries(input).filter(([name, value]) => value !== null || keep.includes(name))
  return Object.fromEntries(kept.map(([name, value]) => [name, dropNulls(value)]))
}

/** Node id in a path: a positive safe integer. */
export const nodeId = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,15}$/, '节点 ID 无效'),
  v.transform(Number),
  v.maxValue(Number.MAX_SAFE_INTEGER, '节点 ID 无效'),
)

/** Paging and search of lists: without `page` a list is whole. */
export const listQuery = {
  q: v.optional(text('q', 100)),
  page: v.optional(countText('page', 1_000_000, 1)),
  per_page: v.optional(countText('per_page', limits.perPageMax, 1)),
}

/** Where the caller is, in capitals: a code of a country. */
export const fromCountry = v.pipe(
  v.string('from 必须是字符串'),
  v.regex(countryPattern, 'from 须为国家或地区代码，如 CN'),
  v.toUpperCase(),
)
