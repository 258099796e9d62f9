import { ServiceError } from '../../contract/errors.ts'
import type { MessageAnswer } from '../auth/types.ts'
import type { ServiceContext } from '../context/context.ts'
import { resolveMail, sendMail } from '../mail/send.ts'
import { testMail } from '../mail/texts.ts'
import { mailScene } from '../mail/scene.ts'
import { requireAdmin } from '../context/require.ts'
import { chargeThrottle } from '../throttle/throttle.ts'
import { throttles } from '../../store/throttle/index.ts'
import type { TestEmailInput } from './types.ts'
import { readMailFailure } from '../../store/system/index.ts'

/**
 * Sends a mail to try the settings, to the caller unless told otherwise.
 * Throws ServiceError admin_required, rate_limited, mail_failed (`details.reason`: the provider's own words).
 */
export async function testEmail(ctx: ServiceContext, input: TestEmailInput): Promise<MessageAnswer> {
  const caller = requireAdmin(ctx)
  await chargeThrottle(ctx, [[throttles.testMail, caller.userKey]])
  const [port, scene] = await Promise.all([resolveMail(ctx), mailScene(ctx)])
  const mail = testMail(input.to ?? caller.email, scene, ctx.clock())
  if ((await sendMail(ctx, port, mail, 'test')) !== 'sent') {
    throw new ServiceError('mail_failed', { reason: await readMailFailure(ctx.kv) })
  }
  return { message: '测试邮件已发送' }
}
