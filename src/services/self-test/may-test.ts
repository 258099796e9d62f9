import { ServiceError } from '../../contract/errors.ts'
import { equalSecrets } from '../../auth/secrets.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets, requireSuperAdmin } from '../context/require.ts'
import { mayInitialize } from '../system/may-initialize.ts'
import { isEcho } from './echo.ts'
import { ipSubject } from '../../domain/values/index.ts'
import { hitMemory, throttles } from '../../store/throttle/index.ts'

/**
 * Whether a self-test may run: for the super admin; before the system is initialised for who shows JWT_SECRET, as often
 * as one may try to initialise; the step `echo` for the checker of that run. Comes before the fields of the body are checked.
 * Throws ServiceError super_admin_required, token_missing, rate_limited, jwt_secret_unset, jwt_secret_wrong.
 */
export async function mayTest(ctx: ServiceContext, body: unknown): Promise<void> {
  if (ctx.caller !== undefined) {
    requireSuperAdmin(ctx)
    return
  }
  if (isEcho(ctx, body)) return
  if (ctx.platform?.storage === 'none') return mayTestWithoutStore(ctx, body)
  try {
    await mayInitialize(ctx, body)
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'already_initialized') {
      throw new ServiceError('token_missing')
    }
    if (error instanceof ServiceError) throw error
    // A store that refuses what counts attempts is what the test is to tell of.
    ctx.log('self_test_uncounted', { error: String(error) })
    mayTestWithoutStore(ctx, body)
  }
}

/** Nobody can sign in where nothing is stored, and this isolate's memory is all that can count. */
function mayTestWithoutStore(ctx: ServiceContext, body: unknown): void {
  const hit = hitMemory(ctx, { rule: throttles.initializeIp, subject: ipSubject(ctx.clientIp) })
  if (typeof hit === 'number') {
    throw new ServiceError('rate_limited', { retry_after_seconds: Math.ceil(hit / 1000) })
  }
  requireSecrets(ctx)
  const given: unknown = typeof body === 'object' && body !== null && 'jwt_secret' in body && body.jwt_secret
  if (typeof given !== 'string' || !equalSecrets(given, ctx.variables.JWT_SECRET ?? '')) {
    throw new ServiceError('jwt_secret_wrong')
  }
  hit.undo()
}
