import { unseal } from '../../auth/sealing.ts'
import type { Mail, MailPort, ServiceContext } from '../context/context.ts'
import { MailError } from './post-mail.ts'
import { loadSettings, clearMailFailure, putMailFailure } from '../../store/system/index.ts'

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

/** Origin for links in mails, never the request's: PUBLIC_ORIGIN, else setting `site_url`, else the server's own, else "". */
export async function mailOrigin(ctx: ServiceContext): Promise<string> {
  const { site_url } = await loadSettings(ctx)
  return (ctx.variables.PUBLIC_ORIGIN || site_url || ctx.ownAddress || '').replace(/\/+$/, '')
}

/** Sends one mail. False when the provider failed; its text is then kept for the admins. */
export async function sendMail(ctx: ServiceContext, port: MailPort, mail: Mail): Promise<boolean> {
  try {
    await port.send(mail)
  } catch (error) {
    if (!(error instanceof MailError)) throw error
    ctx.log('mail_failed', { source: port.source, reason: error.message })
    await putMailFailure(ctx.kv, error.message, ctx.clock())
    return false
  }
  await clearMailFailure(ctx.kv)
  return true
}
