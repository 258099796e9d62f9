import type { ServiceContext } from '../context/context.ts'
import { requireAdmin } from '../context/require.ts'
import { resolveMail } from '../mail/send.ts'
import { siteSettings } from './site-settings.ts'
import type { SettingsAnswer } from './types.ts'
import { readMailFailure, readSettings } from '../../store/system/index.ts'

/** What stands for a secret that is set. */
export const secretMask = '********'

/** The settings as admins see them: defaults filled in, secrets masked. */
export async function describeSettings(ctx: ServiceContext): Promise<SettingsAnswer['settings']> {
  const [stored, failure, mail] = await Promise.all([
    readSettings(ctx),
    readMailFailure(ctx.kv),
    resolveMail(ctx),
  ])
  return {
    ...siteSettings(stored),
    resend_api_key: stored.resend_api_key_sealed === undefined ? '' : secretMask,
    mail_source: mail.source,
    mail_last_error: failure,
  }
}

/** The settings for admins. Throws ServiceError admin_required. */
export async function getSettings(ctx: ServiceContext): Promise<SettingsAnswer> {
  requireAdmin(ctx)
  return { settings: await describeSettings(ctx) }
}
