import { minuteMs } from '../../domain/values/index.ts'
import { loadSettings } from '../../store/system/index.ts'
import type { ServiceContext } from '../context/context.ts'
import { siteOrigin } from '../context/origin.ts'
import { siteSettings } from '../system/site-settings.ts'

/** What every mail of a site needs: where it is (`''` where nobody has said), its name, and times in its zone. */
export type MailScene = {
  readonly origin: string
  readonly site: string
  /** A time in ms as a reader in the site's zone has it, with the zone. */
  readonly at: (ms: number) => string
}

/** The scene of this site's mails. */
export async function mailScene(ctx: ServiceContext): Promise<MailScene> {
  const { site_name: site, utc_offset_minutes: offset } = siteSettings(await loadSettings(ctx))
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
  const sign = offset < 0 ? '-' : '+'
  const zone = offset === 0 ? 'UTC' : `UTC${sign}${hours}${minutes === 0 ? '' : `:${minutes}`}`
  return {
    origin: await siteOrigin(ctx),
    site,
    at: (ms) => `${new Date(ms + offset * minuteMs).toISOString().slice(0, 16).replace('T', ' ')} (${zone})`,
  }
}
