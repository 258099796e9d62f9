import { hashPassword, pendingSalt } from '../../auth/passwords.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { verificationMail } from '../mail/texts.ts'
import { mailScene } from '../mail/scene.ts'
import { resolveMail, sendMail } from '../mail/send.ts'
import { requireSecrets } from '../context/require.ts'
import { chargeThrottle } from '../throttle/throttle.ts'
import { throttles } from '../../store/throttle/index.ts'
import { passwordPolicy } from './policy.ts'
import { requireWork } from './proof.ts'
import { requireStrongPassword } from './strong-password.ts'
import { makeLinkToken, putRegistration } from './start-registration.ts'
import type { RegisterAnswer, RegisterInput } from './types.ts'
import { ipSubject } from '../../domain/values/index.ts'
import { userKey } from '../../store/kv/index.ts'
import { randomHex } from '../../store/context/index.ts'
import { loadInitialized, loadSettings } from '../../store/system/index.ts'
import { sweepLinks, readUserFacts } from '../../store/users/index.ts'

/**
 * Stores a registration under the token of its mail; the account comes into being when the link is opened.
 * The answer holds the token only while no mail provider is configured, else a receipt that verify refuses.
 * Throws ServiceError not_initialized, registration_closed, rate_limited, proof_required, proof_invalid,
 * email_taken, password_weak, jwt_secret_unset.
 */
export async function register(ctx: ServiceContext, input: RegisterInput): Promise<RegisterAnswer> {
  const user = userKey(input.email)
  requireStrongPassword(input.password, input.email, 'password')
  const [initialized, settings, facts] = await Promise.all([
    loadInitialized(ctx),
    loadSettings(ctx),
    readUserFacts(ctx.kv, user),
  ])
  if (initialized === undefined) throw new ServiceError('not_initialized')
  if (settings.registration_open === 0) throw new ServiceError('registration_closed')
  await requireWork(ctx, input.altcha)
  await chargeThrottle(ctx, [
    [throttles.registerAddress, user],
    [throttles.registerIp, ipSubject(ctx.clientIp)],
  ])
  if (facts.state !== undefined) throw new ServiceError('email_taken', { field: 'email' })
  const secrets = requireSecrets(ctx)
  const token = await putRegistration(ctx, {
    user,
    email: input.email,
    phc: await hashPassword(secrets, passwordPolicy(ctx), input.password, pendingSalt(secrets, user)),
    passwordId: randomHex(ctx.random, 8),
    registeredMs: ctx.clock(),
  })
  ctx.waitUntil(sweepLinks(ctx, 'verification'))
  return await announce(ctx, input.email, token)
}

const registeredTexts = {
  sent: '注册成功,请查收验证邮件',
  again: '注册成功，但该邮箱 10 分钟内已收到过验证邮件，请稍后重新发送',
  failed: '注册成功，但验证邮件发送失败，请稍后重新发送',
} as const

async function announce(ctx: ServiceContext, email: string, token: string): Promise<RegisterAnswer> {
  const mail = await resolveMail(ctx)
  if (mail.source === 'none') return { message: '注册成功,请查收验证邮件', verification_token: token }
  const links = [{ token, registeredMs: ctx.clock() }]
  const sent = await sendMail(ctx, mail, verificationMail(email, await mailScene(ctx), links), 'verification')
  return {
    message: registeredTexts[sent],
    verification_token: mail.source === 'local' ? token : makeLinkToken(ctx),
  }
}
