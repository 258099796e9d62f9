import { useEffect, useState } from 'preact/hooks'
import type { Banner } from '../../contract/announcements.ts'
import { deadline } from './deadline.ts'
import { store, stored } from './preferences.ts'
import { keepSiteName, nameIn } from './site-name.ts'
import { keepSiteZone } from './site-zone.ts'

/** What pages without data of their own show of the site. */
export type SiteInfo = Readonly<{
  initialized?: boolean
  site_name?: string
  site_name_en?: string | undefined
  notice?: string | undefined
  announcements?: readonly Banner[] | undefined
  utc_offset_minutes?: number
  version?: string
}>

const answerMsMax = 10_000
/** So long a first visit waits for the announcement, that it need not push the page down afterwards. */
const firstPaintMsMax = 400
const bannersKey = 'et.banners'

/** What the site announces on every page: the setting of old, and announcements that hold now. */
export type Banners = Readonly<{ notice: string; announcements: readonly Banner[] }>

const known: { info: SiteInfo; asked: Promise<void> | undefined } = { info: {}, asked: undefined }

/** What of an answer is announced. */
export function bannersIn(info: Pick<SiteInfo, 'notice' | 'announcements'>): Banners {
  return { notice: info.notice ?? '', announcements: info.announcements ?? [] }
}

/** What was announced when an earlier page of this browser asked; undefined never told. */
export function knownBanners(): Banners | undefined {
  try {
    const { notice, announcements } = JSON.parse(stored(bannersKey) ?? '') as Partial<Banners>
    return typeof notice === 'string' && Array.isArray(announcements) ? { notice, announcements } : undefined
  } catch {
    return undefined
  }
}

/** Keeps what is announced for the next page. */
export function keepBanners(banners: Banners): void {
  const text = JSON.stringify(banners)
  if (text !== stored(bannersKey)) store(bannersKey, text)
}

/** Asks `/api/system/check-init` once a page; without an answer in 10 s the page goes on without it. */
function askSite(): Promise<void> {
  known.asked ??= (async () => {
    const limit = deadline(answerMsMax)
    try {
      const response = await fetch('/api/system/check-init', { signal: limit.signal })
      if (!response.ok) return
      known.info = (await response.json()) as SiteInfo
      keepSiteName(nameIn(known.info) ?? '')
      keepSiteZone(known.info.utc_offset_minutes)
    } catch (error) {
      console.warn('the site does not tell its name', error)
    } finally {
      limit.done()
    }
  })()
  return known.asked
}

/** Resolves when the site has told its name and announcement, on a first visit after 400 ms at the latest, else at once. */
export async function siteSoon(): Promise<void> {
  const told = askSite()
  if (knownBanners() !== undefined) return
  await Promise.race([told, new Promise<void>((done) => setTimeout(done, firstPaintMsMax))])
}

/** What the site told; empty until it has. */
export function useSiteInfo(): SiteInfo {
  const [info, setInfo] = useState(known.info)
  useEffect(() => {
    let gone = false
    void askSite().then(() => gone || setInfo(known.info))
    return () => {
      gone = true
    }
  }, [])
  return info
}
