import type { Secrets } from '../../auth/secrets.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { Caller, ServiceContext } from './context.ts'

/** The derived keys. Throws ServiceError jwt_secret_unset. */
export function requireSecrets(ctx: Pick<ServiceContext, 'secrets'>): Secrets {
  if (ctx.secrets === undefined) throw new ServiceError('jwt_secret_unset')
  return ctx.secrets
}

/** The signed-in user. Throws ServiceError token_missing. */
export function requireCaller(ctx: Pick<ServiceContext, 'caller'>): Caller {
  if (ctx.caller === undefined) throw new ServiceError('token_missing')
  return ctx.caller
}

/** The signed-in admin. Throws ServiceError token_missing or admin_required. */
export function requireAdmin(ctx: Pick<ServiceContext, 'caller'>): Caller {
  const caller = requireCaller(ctx)
  if (caller.role === 'user') throw new ServiceError('admin_required')
  return caller
}

/** The super admin. Throws ServiceError token_missing or super_admin_required. */
export function requireSuperAdmin(ctx: Pick<ServiceContext, 'caller'>): Caller {
  const caller = requireCaller(ctx)
  if (caller.role !== 'super_admin') throw new ServiceError('super_admin_required')
  return caller
}
