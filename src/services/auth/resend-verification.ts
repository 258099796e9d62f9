import type { ServiceContext } from '../context/context.ts'
import { resolveMail, sendMail } from '../mail/send.ts'
import { verificationMail, type MailLink } from '../mail/texts.ts'
import { mailScene } from '../mail/scene.ts'
import { chargeThrottle } from '../throttle/throttle.ts'
import { throttles } from '../../store/throttle/index.ts'
import { eachRegistration } from './each-registration.ts'
import { putRegistration } from './start-registration.ts'
import type { EmailInput, MessageAnswer } from './types.ts'
import { ipSubject } from '../../domain/values/index.ts'
import { userKey } from '../../store/kv/index.ts'
import { listPending, readUserFacts } from '../../store/users/index.ts'

const listedMax = 24
const linksMax = 3

/**
 * Sends the links of the registrations that wait for this address again, each with its own time and a new token: which
 * of them is the reader's own, only the reader can tell. The work is done after the answer, which is always the same.
 * Throws ServiceError rate_limited.
 */
export async function resendVerification(ctx: ServiceContext, input: EmailInput): Promise<MessageAnswer> {
  const user = userKey(input.email)
  await chargeThrottle(ctx, [
    [throttles.mailAddress, user],
    [throttles.mailIp, ipSubject(ctx.clientIp)],
  ])
  ctx.waitUntil(resend(ctx, user, input.email))
  return { message: '如果该邮箱有待验证的注册，验证邮件已重新发送' }
}

async function resend(ctx: ServiceContext, user: string, email: string): Promise<void> {
  const mail = await resolveMail(ctx)
  if (mail.source === 'none') return
  const [{ state }, waiting] = await Promise.all([
    readUserFacts(ctx.kv, user),
    listPending(ctx.kv, user, ctx.clock(), listedMax),
  ])
  if (state !== undefined || waiting.length === 0) return
  const links: MailLink[] = []
  for (const registration of eachRegistration(waiting).slice(0, linksMax)) {
    const { v: _version, expMs: _expiry, ...rest } = registration
    links.push({ token: await putRegistration(ctx, rest), registeredMs: rest.registeredMs })
  }
  await sendMail(ctx, mail, verificationMail(email, await mailScene(ctx), links), 'verification')
}
