import { parseOrigin } from '../../contract/origin.ts'
import type { ServiceContext } from './context.ts'
import { loadSettings } from '../../store/system/index.ts'

/**
 * Where the site is, for links that leave it, never by the request's word: PUBLIC_ORIGIN, else
 * `site_url`, else the server's own address, else "".
 */
export async function siteOrigin(ctx: ServiceContext): Promise<string> {
  return (
    parseOrigin(ctx.variables.PUBLIC_ORIGIN) ??
    parseOrigin((await loadSettings(ctx)).site_url) ??
    ctx.ownAddress ??
    ''
  )
}
