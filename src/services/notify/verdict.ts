import { parseJson } from '../../contract/json.ts'

/** What a service answered, its body cut at the bound of what is read. */
export type ServiceAnswer = {
  readonly status: number
  readonly body: string
  /** Seconds of a `Retry-After`. */
  readonly retryAfterS?: number
}

/**
 * What an answer means: it arrived; it did not, but may later; nothing will ever arrive by this credential; this message
 * did not, or nobody knows. Reasons are the service's own words.
 */
export type Verdict =
  | { readonly kind: 'sent' }
  | { readonly kind: 'retry'; readonly afterS: number; readonly reason: string }
  | { readonly kind: 'dead'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string }

export const sent: Verdict = { kind: 'sent' }

/** Seconds to wait where a service does not say how long; and where a day's quota is used up. */
export const soonS = 60
export const quotaS = 3600
/** A service that names a longer wait is asked again then. */
const afterMaxS = 6 * 3600
const reasonCharsMax = 300

/** Fields of a JSON object; none where the body is something else. */
export function fieldsOf({ body }: ServiceAnswer): Readonly<Record<string, unknown>> {
  const value = parseJson(body)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}

/** The words of an answer on one line, with the status where they are not JSON's. */
export function wordsOf(answer: ServiceAnswer): string {
  const fields = fieldsOf(answer)
  const code = fields['errcode'] ?? fields['code'] ?? fields['StatusCode'] ?? fields['error_code']
  const words =
    textOf(fields['errmsg']) ??
    textOf(fields['msg']) ??
    textOf(fields['message']) ??
    textOf(fields['description']) ??
    textOf(fields['errorDescription']) ??
    textOf(fields['error']) ??
    textOf(fields['info']) ??
    answer.body
  const plain = words.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  const head = code === undefined ? `HTTP ${answer.status}` : `HTTP ${answer.status}, ${String(code)}`
  return plain === '' ? head : `${head}: ${plain.slice(0, reasonCharsMax)}`
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Not now: again after so many seconds, a minute where that is no number, 6 hours at most. */
export function retry(answer: ServiceAnswer, afterS = soonS): Verdict {
  const wanted = Number.isFinite(afterS) && afterS > 0 ? Math.ceil(afterS) : soonS
  return { kind: 'retry', afterS: Math.min(wanted, afterMaxS), reason: wordsOf(answer) }
}

/** Never again by this credential. */
export function dead(answer: ServiceAnswer): Verdict {
  return { kind: 'dead', reason: wordsOf(answer) }
}

/**
 * What every service means alike: too many, an error of its own, a redirect (never followed). Anything that was not
 * recognised before is a failure.
 */
export function otherwise(answer: ServiceAnswer): Verdict {
  const { status, retryAfterS } = answer
  if (status === 429) return retry(answer, retryAfterS)
  if (status >= 500) return retry(answer, retryAfterS)
  return { kind: 'failed', reason: wordsOf(answer) }
}

/** By a code in the body, whatever the status: several services refuse with HTTP 200. */
export function byCode(
  answer: ServiceAnswer,
  code: unknown,
  meanings: {
    readonly sent: readonly number[]
    readonly retry?: readonly number[]
    readonly quota?: readonly number[]
    readonly dead?: readonly number[]
  },
): Verdict {
  // An absent or empty code is none: Number('') would be the 0 of success.
  const isCode = typeof code === 'number' || (typeof code === 'string' && /^-?\d+$/.test(code))
  if (!isCode) return otherwise(answer)
  const number = Number(code)
  if (meanings.sent.includes(number) && answer.status >= 200 && answer.status < 300) return sent
  if (meanings.retry?.includes(number) === true) return retry(answer, answer.retryAfterS)
  if (meanings.quota?.includes(number) === true) return retry(answer, quotaS)
  if (meanings.dead?.includes(number) === true) return dead(answer)
  return otherwise(answer)
}
