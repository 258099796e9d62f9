import { version } from '../../../package.json'
import { isFullAdmin } from '../auth/second-factor.ts'
import type { ServiceContext } from '../context/context.ts'
import { parseOrigin } from '../../contract/origin.ts'
import { siteOrigin } from '../context/origin.ts'
import { banners } from '../announcements/banners.ts'
import { resolveMail } from '../mail/send.ts'
import { lastRun } from '../self-test/last-run.ts'
import { siteSettings } from './site-settings.ts'
import type { CheckInitAnswer } from './types.ts'
import { loadInitialized, loadSettings } from '../../store/system/index.ts'

/** A secret shorter than this, or of fewer different characters, is taken with a warning. */
const strongSecret = { chars: 32, kinds: 12 } as const

async function warningsOf(ctx: ServiceContext): Promise<CheckInitAnswer['warnings']> {
  const { JWT_SECRET: secret = '', PUBLIC_ORIGIN: origin = '' } = ctx.variables
  const isWeak = secret.length < strongSecret.chars || new Set(secret).size < strongSecret.kinds
  const isInvalid = origin !== '' && parseOrigin(origin) === undefined
  return [
    ...(ctx.secrets !== undefined && isWeak ? (['jwt_secret_weak'] as const) : []),
    ...(isInvalid ? (['public_origin_invalid'] as const) : []),
    ...((await siteOrigin(ctx)) === '' ? (['origin_unset'] as const) : []),
  ]
}

/** What the last self-test found is for admins: it tells how the site could be harmed. */
async function selfTestFor(ctx: ServiceContext): Promise<Pick<CheckInitAnswer, 'self_test'>> {
  if (!(await isFullAdmin(ctx))) return {}
  const last = await lastRun(ctx)
  return last === undefined ? {} : { self_test: last }
}

/** What every page needs to know before anybody has signed in. At most three gets; a fourth for admins. */
export async function checkInit(ctx: ServiceContext): Promise<CheckInitAnswer> {
  const [marker, stored] = await Promise.all([loadInitialized(ctx), loadSettings(ctx)])
  const { source } = await resolveMail(ctx)
  const announcements = await banners(ctx)
  const site = siteSettings(stored)
  return {
    initialized: marker !== undefined,
    site_name: site.site_name,
    registration_open: site.registration_open === 1,
    mail_configured: source === 'settings' || source === 'environment',
    secret_configured: ctx.secrets !== undefined,
    version,
    warnings: await warningsOf(ctx),
    utc_offset_minutes: site.utc_offset_minutes,
    ...(site.site_name_en === '' ? {} : { site_name_en: site.site_name_en }),
    ...(site.notice === '' ? {} : { notice: site.notice }),
    ...(announcements.length === 0 ? {} : { announcements }),
    ...(await selfTestFor(ctx)),
  }
}
