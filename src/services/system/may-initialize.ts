import { equalSecrets } from '../../auth/secrets.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets } from '../context/require.ts'
import { chargeThrottle } from '../throttle/throttle.ts'
import { throttles } from '../../store/throttle/index.ts'
import { ipSubject } from '../../domain/values/index.ts'
import { loadInitialized, readInitialized } from '../../store/system/index.ts'

/** Whether there is a super admin; false as well where nothing is stored. At most one get. */
export async function isInitialized(ctx: ServiceContext): Promise<boolean> {
  return ctx.platform?.storage !== 'none' && (await loadInitialized(ctx)) !== undefined
}

/**
 * Whether this body may initialise the system at all; comes before its fields are checked, so that nobody without the
 * secret learns what is wrong with them.
 * Throws ServiceError already_initialized, rate_limited, jwt_secret_unset, jwt_secret_wrong, in this order.
 */
export async function mayInitialize(ctx: ServiceContext, body: unknown): Promise<void> {
  if ((await readInitialized(ctx)) !== undefined) throw new ServiceError('already_initialized')
  const charge = await chargeThrottle(ctx, [[throttles.initializeIp, ipSubject(ctx.clientIp)]])
  requireSecrets(ctx)
  const given: unknown = typeof body === 'object' && body !== null && 'jwt_secret' in body && body.jwt_secret
  const isRight = typeof given === 'string' && equalSecrets(given, ctx.variables.JWT_SECRET ?? '')
  if (!isRight) throw new ServiceError('jwt_secret_wrong')
  charge.refund()
}
