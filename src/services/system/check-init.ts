import { version } from '../../../package.json'
import type { ServiceContext } from '../context/context.ts'
import { resolveMail } from '../mail/send.ts'
import { siteSettings } from './site-settings.ts'
import type { CheckInitAnswer } from './types.ts'
import { loadSettings, readInitialized } from '../../store/system/index.ts'

/** What every page needs to know before anybody has signed in. At most two gets. */
export async function checkInit(ctx: ServiceContext): Promise<CheckInitAnswer> {
  const [marker, stored] = await Promise.all([readInitialized(ctx.kv), loadSettings(ctx)])
  const { source } = await resolveMail(ctx)
  const site = siteSettings(stored)
  return {
    initialized: marker !== undefined,
    site_name: site.site_name,
    registration_open: site.registration_open === 1,
    mail_configured: source === 'settings' || source === 'environment',
    secret_configured: ctx.secrets !== undefined,
    version,
    ...(site.notice === '' ? {} : { notice: site.notice }),
  }
}
