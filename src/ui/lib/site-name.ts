import { store, stored } from './preferences.ts'

/** Where the site's name lies; boot.ts paints it before anything is loaded. */
const key = 'et.site'

/** The site's name as an earlier visit learnt it; "" on the first. */
export function knownSiteName(): string {
  return stored(key) ?? ''
}

/** Keeps the name for the next page. */
export function keepSiteName(name: string): void {
  if (name !== knownSiteName()) store(key, name)
}
