import type { ServiceContext } from '../context/context.ts'
import { resolveMail, sendMail } from '../mail/send.ts'
import { newPlaceMail } from '../mail/texts.ts'
import { mailScene } from '../mail/scene.ts'
import { siteSettings } from '../system/site-settings.ts'
import { ipSubject } from '../../domain/values/index.ts'
import { listAudit } from '../../store/audit/index.ts'
import { loadSettings } from '../../store/system/index.ts'

/** Sign-ins that are looked through for the address. */
const lookedMax = 200

/**
 * Mails an account that somebody has signed in from a browser and a network it was never signed in from before, where the
 * site wants that. Before the sign-in itself is noted: an account's first tells nobody. At most one list and a mail.
 */
export async function tellNewPlace(
  ctx: ServiceContext,
  account: { readonly userKey: string; readonly email: string },
): Promise<void> {
  if (siteSettings(await loadSettings(ctx)).sign_in_mail !== 1) return
  const { facts } = await listAudit(ctx, {
    user: account.userKey,
    limit: lookedMax,
    accept: ({ kind }) => kind === 'sign_in',
  })
  const here = ipSubject(ctx.clientIp)
  if (facts.length === 0 || facts.some(({ ip }) => ipSubject(ip) === here)) return
  const port = await resolveMail(ctx)
  if (port.source === 'none') return
  const from = { ip: ctx.clientIp, agent: ctx.userAgent ?? '', ms: ctx.clock() }
  await sendMail(ctx, port, newPlaceMail(account.email, await mailScene(ctx), from), 'notice')
}
