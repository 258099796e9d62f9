import { missing } from './missing.ts'
import { useEffect, useState } from 'preact/hooks'
import type { Banner } from '../../contract/announcements.ts'
import { timeLimit } from './time-limit.ts'
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

/** What of that is announced: the setting of old, and announcements that hold now. */
export type Announced = Pick<SiteInfo, 'notice' | 'announcements'>

const answerMsMax = 10_000
/** So long a first visit waits for the announcement, that it need not push the page down afterwards. */
const firstPaintMsMax = 400
const bannersKey = 'et.banners'

const known: { info: SiteInfo; asked: Promise<void> | undefined } = { info: {}, asked: undefined }

/** What an earlier page, or this one, was told that the site announces: the text of `Banners`, '' nothing, null never told. */
export function keptBanners(): string | null {
  return stored(bannersKey)
}

/** Keeps what is announced for the next page. */
export function keepBanners({ notice = '', announcements = [] }: Partial<Announced>): void {
  const text = notice === '' && announcements.length === 0 ? '' : JSON.stringify({ notice, announcements })
  if (text !== keptBanners()) store(bannersKey, text)
}

/** Asks `/api/system/check-init` once a page; without an answer in 10 s the page goes on without it. */
function askSite(): Promise<void> {
  known.asked ??= (async () => {
    const limit = timeLimit(answerMsMax)
    try {
      const response = await fetch('/api/system/check-init', { signal: limit.signal })
      if (!response.ok) return
      known.info = (await response.json()) as SiteInfo
      keepSiteName(nameIn(known.info) ?? '')
      keepSiteZone(known.info.utc_offset_minutes)
      keepBanners(known.info)
    } catch (error) {
      missing('site', error)
    } finally {
      limit.done()
    }
  })()
  return known.asked
}

/** Resolves when the site has told its name and announcement, on a first visit after 400 ms at the latest, else at once. */
export async function siteSoon(): Promise<void> {
  const told = askSite()
  if (keptBanners() !== null) return
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
