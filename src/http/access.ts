import { equalSecrets } from '../auth/secrets.ts'
import { ServiceError } from '../contract/errors.ts'
import { echoHeader } from '../contract/self-test-echo.ts'
import type { Access, Route } from '../contract/route.ts'
import { allowKey } from './api-key.ts'
import { authenticateApiKey, looksLikeApiKey } from '../services/api-keys/index.ts'
import { authenticate, requireAdminTotp } from '../services/auth/index.ts'
import type { Caller, ServiceContext } from '../services/context/index.ts'
import { authenticatePlace } from '../services/places/index.ts'
import { isInitialized } from '../services/system/index.ts'
import { RequestDevices } from './device-cookies.ts'

/**
 * Lets a request through to its route, with the caller in the context where the route wants one.
 * Throws 401 for a missing or bad token or key, 403 for a role that is too low.
 */
export async function allow(route: Route, request: Request, ctx: ServiceContext): Promise<ServiceContext> {
  switch (route.access) {
    case 'public': {
      const open = { ...ctx, devices: new RequestDevices(request, ctx.origin) }
      if (route.takesKey === true) return allowKey(open, request.headers.get('x-api-key'))
      return route.knowsCaller === true ? knowCaller(open, request) : open
    }
    case 'check_key':
      return allowCheck(ctx, request)
    case 'tick_key':
      requireTickKey(ctx, request)
      return ctx
    case 'place_key':
      return { ...ctx, place: await authenticatePlace(ctx, placeKeyOf(request)) }
    case 'user':
    case 'admin':
    case 'super_admin': {
      if (route.beforeInit === true && (await isFounder(ctx, request))) return ctx
      const userAgent = (request.headers.get('user-agent') ?? '').slice(0, agentCharsMax)
      const caller = await authenticate({ ...ctx, userAgent }, bearerToken(request))
      requireRole(route.access, caller)
      const signedIn = { ...ctx, caller, userAgent }
      if (route.access !== 'user') await requireAdminTotp(signedIn)
      return signedIn
    }
    default:
      return route.access satisfies never
  }
}

/**
 * Who shows no session while nobody can have one yet, and the checker that shows the ticket of a self-test; the route's
 * own precheck asks for the secret or the ticket.
 */
async function isFounder(ctx: ServiceContext, { headers }: Request): Promise<boolean> {
  if (headers.get('authorization') !== null) return false
  return headers.has(echoHeader) || !(await isInitialized(ctx))
}

/** A session that is over makes a stranger of its owner, no error. */
async function knowCaller(ctx: ServiceContext, request: Request): Promise<ServiceContext> {
  if (request.headers.get('authorization') === null) return ctx
  try {
    return { ...ctx, caller: await authenticate(ctx, bearerToken(request)) }
  } catch (error) {
    if (error instanceof ServiceError) return ctx
    throw error
  }
}

const agentCharsMax = 200

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

/** Without EDGEONE_CHECK_API_KEY the checks are open to everybody, as the contract says; with it to whoever shows it or an API key made for checks. */
async function allowCheck(ctx: ServiceContext, request: Request): Promise<ServiceContext> {
  const key = ctx.variables.EDGEONE_CHECK_API_KEY ?? ''
  const shown = request.headers.get('x-api-key') ?? ''
  if (key !== '' && equalSecrets(shown, key)) return ctx
  if (looksLikeApiKey(shown)) {
    const apiKey = await authenticateApiKey(ctx, shown)
    if (!apiKey.mayCheck) throw new ServiceError('api_key_scope')
    return { ...ctx, apiKey }
  }
  if (key !== '') throw new ServiceError('api_key_invalid')
  return ctx
}

/** A place shows its key as a session is shown; what is none is a wrong key. */
function placeKeyOf(request: Request): string {
  return /^Bearer +(\S+)$/i.exec(request.headers.get('authorization')?.trim() ?? '')?.[1] ?? ''
}

/** Closed while TICK_KEY is unset. */
function requireTickKey(ctx: ServiceContext, request: Request): void {
  const key = ctx.variables.TICK_KEY ?? ''
  const given = request.headers.get('x-tick-key') ?? new URL(request.url).searchParams.get('key') ?? ''
  if (key === '' || !equalSecrets(given, key)) throw new ServiceError('api_key_invalid')
}
