import { errors, ServiceError, type ErrorCode, type ErrorDetails } from './errors.ts'

/** The one shape of every error that leaves this server. */
export type Problem = {
  readonly status: number
  readonly body: { readonly error: string; readonly code: ErrorCode; readonly details?: ErrorDetails }
  readonly headers: Readonly<Record<string, string>>
}

/** Anything thrown becomes a problem; what is not a ServiceError is a bug and shows nothing of itself. */
export function toProblem(thrown: unknown): Problem {
  if (!(thrown instanceof ServiceError)) {
    return { status: 500, body: { error: errors.internal.zh, code: 'internal' }, headers: {} }
  }
  const { code, details, text } = thrown
  const message = text ?? errors[code].zh
  return {
    status: errors[code].status,
    body: details === undefined ? { error: message, code } : { error: message, code, details },
    headers: problemHeaders(code, details),
  }
}

function problemHeaders(code: ErrorCode, details: ErrorDetails | undefined): Record<string, string> {
  const { status } = errors[code]
  if (status === 429 || status === 503) return { 'retry-after': String(retryAfterSeconds(details)) }
  if (status === 405) return { allow: Array.isArray(details?.['allow']) ? details['allow'].join(', ') : '' }
  // RFC 9110 15.5.2: a 401 names the scheme that would be accepted.
  if (status === 401) return { 'www-authenticate': code === 'api_key_invalid' ? 'X-API-Key' : 'Bearer' }
  return {}
}

/** Whole seconds, at least 1; a throttle that names none asks for a second. */
function retryAfterSeconds(details: ErrorDetails | undefined): number {
  const seconds = details?.['retry_after_seconds']
  return typeof seconds === 'number' && Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : 1
}
