import { indexOfRecoveryCode, recoveryCodesOf, stepOfCode, unsealTotp } from '../../auth/totp.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireAdmin, requireCaller, requireSecrets } from '../context/require.ts'
import { siteSettings } from '../system/site-settings.ts'
import { chargeThrottle } from '../throttle/throttle.ts'
import { knownDevice } from './known-device.ts'
import { useOnce } from './use-once.ts'
import { encode36 } from '../../domain/values/index.ts'
import { loadSettings } from '../../store/system/index.ts'
import { throttles } from '../../store/throttle/index.ts'
import { addUserFact, nextFactMs, type SecondFactor, type UserFacts } from '../../store/users/index.ts'

const stepWidth = 8
/** What was shown counts for sensitive calls this long. */
export const proofLivesMs = 600_000

/**
 * Whether a code of the app, or one of the recovery codes, is the user's; each counts once: of requests side by side at
 * one place at most one is let through, and another place knows as soon as it sees the write (within 60 s on EdgeOne;
 * until then a code of the app is good there for what is left of its 90 s). Wrong ones are limited.
 * Throws ServiceError rate_limited, jwt_secret_unset.
 */
export async function takeCode(
  ctx: ServiceContext,
  user: string,
  facts: UserFacts,
  factor: SecondFactor,
  code: string,
): Promise<boolean> {
  const device = knownDevice(ctx, user) ?? ''
  const charge = await chargeThrottle(ctx, [[throttles.totp, `${user} ${device}`]])
  const isRight = /^\d{6}$/.test(code.trim())
    ? await takeStep(ctx, user, facts, factor, code.trim())
    : await takeRecoveryCode(ctx, user, facts, factor, code)
  if (isRight) charge.refund()
  return isRight
}

async function takeStep(
  ctx: ServiceContext,
  user: string,
  facts: UserFacts,
  factor: SecondFactor,
  code: string,
): Promise<boolean> {
  const secret = await unsealTotp(requireSecrets(ctx), user, factor.sealedHex)
  const step = secret && stepOfCode(secret, code, ctx.clock(), factor.lastStep)
  if (secret === undefined || typeof step !== 'number') return false
  if (!(await useOnce(ctx, `${user} step ${factor.sinceMs} ${step}`))) return false
  const ms = Math.max(nextFactMs(ctx.clock(), facts, 'y'), factor.sinceMs + 1)
  await addUserFact(ctx, user, 'y', facts, ms, encode36(step, stepWidth))
  return true
}

async function takeRecoveryCode(
  ctx: ServiceContext,
  user: string,
  facts: UserFacts,
  factor: SecondFactor,
  code: string,
): Promise<boolean> {
  const index = indexOfRecoveryCode(recoveryCodesOf(requireSecrets(ctx), user, factor.sinceMs), code)
  if (index === undefined || factor.usedCodes.has(index)) return false
  if (!(await useOnce(ctx, `${user} recovery ${factor.sinceMs} ${index}`))) return false
  const ms = Math.max(nextFactMs(ctx.clock(), facts, 'w'), factor.sinceMs + 1)
  await addUserFact(ctx, user, 'w', facts, ms, String(index))
  return true
}

/**
 * Lets a sensitive call of an account with a second factor through within 10 minutes of showing it.
 * Throws ServiceError step_up_required.
 */
export function requireProof(ctx: ServiceContext): void {
  const { hasTotp = false, session } = requireCaller(ctx)
  const proofMs = session?.proofMs ?? 0
  if (hasTotp && ctx.clock() - proofMs > proofLivesMs) throw new ServiceError('step_up_required')
}

/** Whether a caller, if there is one, sees what is for admins. At most one get. */
export async function isFullAdmin(ctx: ServiceContext): Promise<boolean> {
  if (ctx.caller === undefined || ctx.caller.role === 'user') return false
  return ctx.caller.hasTotp === true || !(await isTotpRequired(ctx))
}

async function isTotpRequired(ctx: ServiceContext): Promise<boolean> {
  return siteSettings(await loadSettings(ctx)).totp_required_for_admins === 1
}

/** Where the site asks a second factor of admins, those without one have no admin's rights. Throws totp_enrolment_required. */
export async function requireAdminTotp(ctx: ServiceContext): Promise<void> {
  if (requireCaller(ctx).hasTotp === true) return
  if (await isTotpRequired(ctx)) throw new ServiceError('totp_enrolment_required')
}

/** An admin's right within a route that everybody may call. Throws admin_required, totp_enrolment_required. */
export async function requireFullAdmin(ctx: ServiceContext): Promise<void> {
  requireAdmin(ctx)
  await requireAdminTotp(ctx)
}
