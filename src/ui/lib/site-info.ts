import { useEffect, useState } from 'preact/hooks'
import { keepSiteName } from './site-name.ts'

/** What pages without data of their own show of the site. */
export type SiteInfo = Readonly<{
  initialized?: boolean
  site_name?: string
  notice?: string
  version?: string
}>

/** Asks `/api/system/check-init` once; without an answer in 10 s the page goes on without it. */
export function useSiteInfo(): SiteInfo {
  const [info, setInfo] = useState<SiteInfo>({})
  useEffect(() => {
    const stop = new AbortController()
    const load = async (): Promise<void> => {
      const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(10_000)])
      const response = await fetch('/api/system/check-init', { signal })
      if (!response.ok) return
      const told = (await response.json()) as SiteInfo
      keepSiteName(told.site_name ?? '')
      setInfo(told)
    }
    load().catch((error: unknown) => {
      if (!stop.signal.aborted) console.warn('the site does not tell its name', error)
    })
    return () => stop.abort()
  }, [])
  return info
}
