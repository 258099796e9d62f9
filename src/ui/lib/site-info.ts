import { useEffect, useState } from 'preact/hooks'
import { deadline } from './deadline.ts'
import { store, stored } from './preferences.ts'
import { keepSiteName, nameIn } from './site-name.ts'
import { keepSiteZone } from './site-zone.ts'

/** What pages without data of their own show of the site. */
export type SiteInfo = Readonly<{
  initialized?: boolean
  site_name?: string
  site_name_en?: string
  notice?: string
  utc_offset_minutes?: number
  version?: string
}>

const answerMsMax = 10_000
/** So long a first visit waits for the announcement, that it need not push the page down afterwards. */
const firstPaintMsMax = 400
const noticeKey = 'et.notice'

const known: { info: SiteInfo; asked: Promise<void> | undefined } = { info: {}, asked: undefined }

/** The announcement as an earlier page of this browser knew it: '' none, undefined never told. */
export function knownNotice(): string | undefined {
  return stored(noticeKey) ?? undefined
}

/** Keeps the announcement for the next page. */
export function keepNotice(text: string): void {
  if (text !== knownNotice()) store(noticeKey, text)
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
  if (knownNotice() !== undefined) return
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
