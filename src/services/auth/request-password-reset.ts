import { hashToken } from '../../auth/secrets.ts'
import type { ServiceContext } from '../context/context.ts'
import { mailOrigin, resolveMail, sendMail } from '../mail/send.ts'
import { resetMail } from '../mail/texts.ts'
import { takeThrottle, throttles } from '../throttle/throttle.ts'
import { makeLinkToken } from './start-registration.ts'
import type { EmailInput, MessageAnswer } from './types.ts'
import { ipSubject } from '../../domain/values/index.ts'
import { userKey } from '../../store/kv/index.ts'
import { linkLifeMs, putReset, sweepLinks, readUserFacts, readUserRecord } from '../../store/users/index.ts'

/**
 * Mails a link of 24 hours that sets a new password. The work is done after the answer, which is always the same.
 * Throws ServiceError rate_limited.
 */
export async function requestPasswordReset(ctx: ServiceContext, input: EmailInput): Promise<MessageAnswer> {
  const user = userKey(input.email)
  await takeThrottle(ctx, [
    [throttles.mailAddress, user],
    [throttles.mailIp, ipSubject(ctx.clientIp)],
  ])
  ctx.waitUntil(sendReset(ctx, user, input.email))
  return { message: '如果该邮箱已注册,重置邮件已发送' }
}

async function sendReset(ctx: ServiceContext, user: string, email: string): Promise<void> {
  const mail = await resolveMail(ctx)
  if (mail.source === 'none') return
  const [{ state }, record] = await Promise.all([readUserFacts(ctx.kv, user), readUserRecord(ctx.kv, user)])
  if (state === undefined || record === undefined) return
  const token = makeLinkToken(ctx)
  const { passwordId } = record
  await putReset(ctx.kv, hashToken(token), { v: 1, user, passwordId, expMs: ctx.clock() + linkLifeMs })
  await sendMail(ctx, mail, resetMail(email, await mailOrigin(ctx), token))
  await sweepLinks(ctx, 'reset')
}
