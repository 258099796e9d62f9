import { describeTotp, makeTotpSecret, recoveryCodesOf, sealTotp, stepOfCode } from '../../auth/totp.ts'
import { seal, unseal } from '../../auth/sealing.ts'
import { ServiceError } from '../../contract/errors.ts'
import { audit } from '../audit/audit.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireCaller, requireSecrets } from '../context/require.ts'
import { siteSettings } from '../system/site-settings.ts'
import { confirmPassword } from './confirm-password.ts'
import { takeCode } from './second-factor.ts'
import type {
  ConfirmTotpInput,
  DisableTotpInput,
  EnrolTotpInput,
  MessageAnswer,
  TotpConfirmedAnswer,
  TotpEnrolment,
} from './types.ts'
import { encode36, minuteMs } from '../../domain/values/index.ts'
import { loadSettings } from '../../store/system/index.ts'
import { addUserFact, nextFactMs, readUserFacts } from '../../store/users/index.ts'

const enrolmentLivesMs = 10 * minuteMs
const timeWidth = 8

function placeOf(userKey: string): string {
  return `totp-enrolment:${userKey}`
}

function wrongPassword(): ServiceError {
  return new ServiceError('password_wrong', { field: 'password' })
}

/**
 * Begins to give the account a second factor: a secret for the app, and a sealed text that `confirmTotp` takes back within
 * ten minutes. Nothing is stored before. Throws ServiceError password_wrong, totp_enabled, rate_limited.
 */
export async function enrolTotp(ctx: ServiceContext, input: EnrolTotpInput): Promise<TotpEnrolment> {
  const { state } = await confirmPassword(ctx, input.password, wrongPassword)
  if (state.factor !== undefined) throw new ServiceError('totp_enabled')
  const secret = makeTotpSecret()
  const { site_name: issuer } = siteSettings(await loadSettings(ctx))
  const described = describeTotp(secret, issuer, state.email)
  const untilMs = ctx.clock() + enrolmentLivesMs
  const text = encode36(untilMs, timeWidth) + secret
  const enrolment = await seal(requireSecrets(ctx), placeOf(state.user), text)
  return { secret: described.secret, otpauth_uri: described.uri, enrolment }
}

/**
 * Sets the second factor once the app has shown a code of it, and answers the recovery codes, this once.
 * Throws ServiceError totp_enabled, totp_enrolment_invalid, totp_wrong.
 */
export async function confirmTotp(
  ctx: ServiceContext,
  input: ConfirmTotpInput,
): Promise<TotpConfirmedAnswer> {
  const { userKey } = requireCaller(ctx)
  const secrets = requireSecrets(ctx)
  const facts = await readUserFacts(ctx.kv, userKey)
  if (facts.state?.factor !== undefined) throw new ServiceError('totp_enabled')
  const text = (await unseal(secrets, placeOf(userKey), input.enrolment)) ?? ''
  const untilMs = Number.parseInt(text.slice(0, timeWidth), 36)
  const secret = text.slice(timeWidth)
  if (!(untilMs > ctx.clock())) throw new ServiceError('totp_enrolment_invalid', { field: 'enrolment' })
  const step = stepOfCode(secret, input.totp.trim(), ctx.clock(), 0)
  if (step === undefined) throw new ServiceError('totp_wrong', { field: 'totp' })
  const ms = nextFactMs(ctx.clock(), facts, 't')
  await addUserFact(ctx, userKey, 't', facts, ms, await sealTotp(secrets, userKey, secret))
  await addUserFact(ctx, userKey, 'y', facts, ms + 1, encode36(step, timeWidth))
  audit(ctx, 'totp_changed', { what: 'on' })
  return { message: '两步验证已启用', recovery_codes: [...recoveryCodesOf(secrets, userKey, ms)] }
}

/** Takes the second factor away, with the password and a code. Throws password_wrong, totp_disabled, totp_wrong, rate_limited. */
export async function disableTotp(ctx: ServiceContext, input: DisableTotpInput): Promise<MessageAnswer> {
  const { facts, state } = await confirmPassword(ctx, input.password, wrongPassword)
  if (state.factor === undefined) throw new ServiceError('totp_disabled')
  if (!(await takeCode(ctx, state.user, facts, state.factor, input.totp))) {
    throw new ServiceError('totp_wrong', { field: 'totp' })
  }
  await addUserFact(ctx, state.user, 'u', facts, nextFactMs(ctx.clock(), facts, 'u'))
  audit(ctx, 'totp_changed', { what: 'off' })
  return { message: '两步验证已停用' }
}
