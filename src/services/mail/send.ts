import { unseal } from '../../auth/sealing.ts'
import type { Mail, MailPort, ServiceContext } from '../context/context.ts'
import { MailError } from './post-mail.ts'
import { loadSettings, clearMailFailure, putMailFailure } from '../../store/system/index.ts'
import { siteSettings } from '../system/site-settings.ts'
import { chargeMail, type MailPurpose } from './budget.ts'

/** Where the API key of the settings is sealed to. */
export const apiKeySealContext = 'settings:resend_api_key'

/**
 * The port that mails leave by: the provider when a key and a sender are known (the environment wins over the settings),
 * else what the deployment has without one.
 */
export async function resolveMail(ctx: ServiceContext): Promise<MailPort> {
  const settings = await loadSettings(ctx)
  const from = ctx.variables.MAIL_FROM || settings.mail_from || ''
  const environmentKey = ctx.variables.RESEND_API_KEY ?? ''
  const apiKey = environmentKey || (await openApiKey(ctx, settings.resend_api_key_sealed))
  if (apiKey === '' || from === '') return ctx.mail
  const source = environmentKey === '' ? 'settings' : 'environment'
  return ctx.mail.withAccount?.({ apiKey, from, source }) ?? ctx.mail
}

async function openApiKey(ctx: ServiceContext, sealed: string | undefined): Promise<string> {
  return sealed === undefined || ctx.secrets === undefined
    ? ''
    : ((await unseal(ctx.secrets, apiKeySealContext, sealed)) ?? '')
}

/**
 * Sends one mail unless the site's mails of the day are used up or the box has had the same lately. `failed` when the
 * provider refused it or the budget did; the reason is then kept for the admins.
 */
export async function sendMail(
  ctx: ServiceContext,
  port: MailPort,
  mail: Mail,
  purpose: MailPurpose,
): Promise<'sent' | 'again' | 'failed'> {
  const { mails_per_day } = siteSettings(await loadSettings(ctx))
  const charge = await chargeMail(ctx, purpose, mail.to, mails_per_day)
  if (charge === 'again') return charge
  if (charge === 'spent') {
    ctx.log('mail_budget_spent', { purpose })
    await putMailFailure(ctx.kv, `the site's mails of 24 hours are used up (${mails_per_day})`, ctx.clock())
    return 'failed'
  }
  try {
    await port.send(mail)
  } catch (error) {
    if (!(error instanceof MailError)) throw error
    charge.refund()
    ctx.log('mail_failed', { source: port.source, reason: error.message })
    await putMailFailure(ctx.kv, error.message, ctx.clock())
    return 'failed'
  }
  await clearMailFailure(ctx.kv)
  return 'sent'
}
