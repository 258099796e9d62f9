import type { ServiceContext } from './context.ts'
import { loadSettings } from '../../store/system/index.ts'

/** The origin in a variable such as PUBLIC_ORIGIN, without a slash at its end; undefined when it is none. */
export function parseOrigin(text: string | undefined): string | undefined {
  const plain = text?.trim().replace(/\/+$/, '') ?? ''
  return /^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(plain) ? plain : undefined
}

/**
 * Where the site is, for links that leave it, never by the request's word: PUBLIC_ORIGIN, else
 * `site_url`, else the server's own address, else "".
 */
export async function siteOrigin(
  ctx: Pick<ServiceContext, 'variables' | 'kv' | 'clock' | 'memory' | 'waitUntil' | 'ownAddress'>,
): Promise<string> {
  return (
    parseOrigin(ctx.variables.PUBLIC_ORIGIN) ??
    parseOrigin((await loadSettings(ctx)).site_url) ??
    ctx.ownAddress ??
    ''
  )
}
