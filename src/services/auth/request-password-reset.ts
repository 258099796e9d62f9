import { hashToken } from '../../auth/secrets.ts'
import { loadUserRecord } from './user-record.ts'
import type { ServiceContext } from '../context/context.ts'
import { resolveMail, sendMail } from '../mail/send.ts'
import { resetMail } from '../mail/texts.ts'
import { mailScene } from '../mail/scene.ts'
import { chargeThrottle } from '../throttle/throttle.ts'
import { throttles } from '../../store/throttle/index.ts'
import { requireWork } from './proof.ts'
import { makeLinkToken } from './start-registration.ts'
import type { MessageAnswer, RequestResetInput } from './types.ts'
import { ipSubject } from '../../domain/values/index.ts'
import { userKey } from '../../store/kv/index.ts'
import { resetLifeMs, putReset, sweepLinks, readUserFacts } from '../../store/users/index.ts'

/**
 * Mails a link of one hour that sets a new password. The work is done after the answer, which is always the same.
 * Throws ServiceError rate_limited, proof_required, proof_invalid.
 */
export async function requestPasswordReset(
  ctx: ServiceContext,
  input: RequestResetInput,
): Promise<MessageAnswer> {
  const user = userKey(input.email)
  await requireWork(ctx, input.altcha)
  await chargeThrottle(ctx, [
    [throttles.mailAddress, user],
    [throttles.mailIp, ipSubject(ctx.clientIp)],
  ])
  ctx.waitUntil(sendReset(ctx, user, input.email))
  return { message: '如果该邮箱已注册，重置邮件已发送' }
}

async function sendReset(ctx: ServiceContext, user: string, email: string): Promise<void> {
  const mail = await resolveMail(ctx)
  if (mail.source === 'none') return
  const [{ state }, record] = await Promise.all([readUserFacts(ctx.kv, user), loadUserRecord(ctx, user)])
  if (state === undefined || record === undefined) return
  const token = makeLinkToken(ctx)
  const { passwordId } = record
  await putReset(ctx.kv, hashToken(token), { v: 1, user, passwordId, expMs: ctx.clock() + resetLifeMs })
  await sendMail(ctx, mail, resetMail(email, await mailScene(ctx), token), 'reset')
  await sweepLinks(ctx, 'reset')
}
