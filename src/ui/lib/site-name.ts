import { t } from '../i18n/core.ts'
import { language } from '../i18n/language.ts'
import { store, stored } from './preferences.ts'

/** Where the site's name lies; boot.ts paints it before anything is loaded. */
const key = 'et.site'

/** What the server calls a site that nobody has named. It stands for "none", so that each language shows its own. */
const unnamed = 'EasyTier 节点'

/** The site's name as an earlier visit learnt it; "" on the first, and for a site without a name of its own. */
export function knownSiteName(): string {
  return ownName(stored(key) ?? '')
}

/** Keeps the name for the next page. */
export function keepSiteName(name: string): void {
  const own = ownName(name)
  if (own !== stored(key)) store(key, own)
}

/** The name to show: as told, else as known, else the language's word for such a site. */
export function siteName(told?: string): string {
  return ownName(told ?? '') || knownSiteName() || t('brand')
}

/** What the site is called in the page's language; undefined while it has not told. */
export function nameIn(
  site: { readonly site_name?: string | undefined; readonly site_name_en?: string | undefined } | undefined,
): string | undefined {
  return (language() === 'en' ? site?.site_name_en : undefined) ?? site?.site_name
}

/** What the window is called: the page first, then the site. */
export function pageTitle(page: string, told?: string): string {
  return `${page} · ${siteName(told)}`
}

function ownName(name: string): string {
  return name === unnamed ? '' : name
}
