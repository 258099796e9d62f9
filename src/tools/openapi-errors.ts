import { errors, type ErrorCode } from '../contract/errors.ts'
import type { DocumentedRoute as Route } from '../contract/documented-routes.ts'
import type { Access } from '../contract/route.ts'

const everyRoute: readonly ErrorCode[] = ['internal', 'storage_unbound']
const session: readonly ErrorCode[] = [
  'token_missing',
  'token_invalid',
  'token_expired',
  'token_revoked',
  'account_disabled',
  'jwt_secret_unset',
]

const ofAccess = {
  public: [],
  user: session,
  admin: [...session, 'admin_required', 'totp_enrolment_required'],
  super_admin: [...session, 'super_admin_required', 'totp_enrolment_required'],
  check_key: ['api_key_invalid', 'api_key_scope', 'rate_limited'],
  tick_key: ['api_key_invalid'],
  place_key: ['api_key_invalid'],
} as const satisfies Record<Access, readonly ErrorCode[]>

/** Every error code that a route can answer: its own, those of its access and those of its input. */
export function errorsOf(route: Route): ErrorCode[] {
  const codes: ErrorCode[] = [...route.errors, ...everyRoute, ...ofAccess[route.access]]
  if (route.takesKey) codes.push('api_key_invalid', 'rate_limited')
  if (route.params || route.query || route.body) codes.push('invalid_field', 'missing_field')
  if (route.method !== 'GET') codes.push('body_too_large', 'unsupported_media_type', 'invalid_json')
  if (route.body) codes.push('invalid_body')
  return [...new Set(codes)]
}

/** Codes by status, statuses ascending. */
export function byStatus(codes: readonly ErrorCode[]): [number, ErrorCode[]][] {
  const groups = new Map<number, ErrorCode[]>()
  for (const code of codes)
    groups.set(errors[code].status, [...(groups.get(errors[code].status) ?? []), code])
  return [...groups].sort(([left], [right]) => left - right)
}
