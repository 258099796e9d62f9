import type { ChannelKind } from '../../contract/channels.ts'
import type { ServiceContext } from '../context/context.ts'
import { resolveMail, sendMail } from '../mail/send.ts'
import { attempt } from '../notify/attempt.ts'
import { kindOf } from '../notify/kinds/table.ts'
import type { Credential, Message } from '../notify/message.ts'
import { quotaS, type Verdict } from '../notify/verdict.ts'
import { readMailFailure } from '../../store/system/index.ts'

/** Brings a message once, by HTTP or as a mail, and says what became of it. */
export async function bring(
  ctx: ServiceContext,
  kind: ChannelKind,
  credential: Credential,
  message: Message,
): Promise<Verdict> {
  const service = kindOf(kind)
  if (service !== undefined) return attempt(ctx, service, credential, message)
  const port = await resolveMail(ctx)
  if (port.source === 'none') return { kind: 'failed', reason: 'this site has no mail provider' }
  const { title: subject, text, url } = message
  const mail = { to: credential['to'] ?? '', subject, text: `${text}\n\n${url}\n` }
  if ((await sendMail(ctx, port, mail, 'notice')) === 'sent') return { kind: 'sent' }
  return {
    kind: 'retry',
    afterS: quotaS,
    reason: (await readMailFailure(ctx.kv)) || 'the mail was not taken',
  }
}
