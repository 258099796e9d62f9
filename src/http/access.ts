import { equalSecrets } from '../auth/secrets.ts'
import { ServiceError } from '../contract/errors.ts'
import type { Access, Route } from '../contract/route.ts'
import { authenticate, requireAdminTotp } from '../services/auth/index.ts'
import type { Caller, ServiceContext } from '../services/context/index.ts'
import { RequestDevices } from './device-cookies.ts'

/**
 * Lets a request through to its route, with the caller in the context where the route wants one.
 * Throws 401 for a missing or bad token or key, 403 for a role that is too low.
 */
export async function allow(route: Route, request: Request, ctx: ServiceContext): Promise<ServiceContext> {
  switch (route.access) {
    case 'public':
      return { ...ctx, devices: new RequestDevices(request, ctx.origin) }
    case 'optional':
      return request.headers.has('authorization') ? signedIn(ctx, request) : ctx
    case 'check_key':
      requireCheckKey(ctx, request)
      return ctx
    case 'tick_key':
      requireTickKey(ctx, request)
      return ctx
    case 'user':
    case 'admin':
    case 'super_admin': {
      const known = await signedIn(ctx, request)
      requireRole(route.access, known.caller)
      if (route.access !== 'user') await requireAdminTotp(known)
      return known
    }
    default:
      return route.access satisfies never
  }
}

const agentCharsMax = 200

/** The context with who the request's session belongs to. */
async function signedIn(
  ctx: ServiceContext,
  request: Request,
): Promise<ServiceContext & { readonly caller: Caller }> {
  const userAgent = (request.headers.get('user-agent') ?? '').slice(0, agentCharsMax)
  const caller = await authenticate({ ...ctx, userAgent }, bearerToken(request))
  return { ...ctx, caller, userAgent }
}

/** RFC 6750 2.1; the scheme's name is case-insensitive. */
function bearerToken(request: Request): string {
  const token = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization')?.trim() ?? '')?.[1]
  if (token === undefined) throw new ServiceError('token_missing')
  return token
}

function requireRole(access: Access, caller: Caller): void {
  if (access === 'admin' && caller.role === 'user') throw new ServiceError('admin_required')
  if (access === 'super_admin' && caller.role !== 'super_admin')
    throw new ServiceError('super_admin_required')
}

/** Without EDGEONE_CHECK_API_KEY the checks are open to everybody, as the contract says. */
function requireCheckKey(ctx: ServiceContext, request: Request): void {
  const key = ctx.variables.EDGEONE_CHECK_API_KEY ?? ''
  if (key !== '' && !equalSecrets(request.headers.get('x-api-key') ?? '', key)) {
    throw new ServiceError('api_key_invalid')
  }
}

/** Closed while TICK_KEY is unset. */
function requireTickKey(ctx: ServiceContext, request: Request): void {
  const key = ctx.variables.TICK_KEY ?? ''
  const given = request.headers.get('x-tick-key') ?? new URL(request.url).searchParams.get('key') ?? ''
  if (key === '' || !equalSecrets(given, key)) throw new ServiceError('api_key_invalid')
}
