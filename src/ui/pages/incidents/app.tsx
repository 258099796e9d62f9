import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Announcement } from '../../../contract/announcements.ts'
import { Footer } from '../../components/footer.tsx'
import { AccountLink, Header, publicItems } from '../../components/header.tsx'
import { t } from '../../i18n/incidents.ts'
import { serverNowMs } from '../../lib/server-clock.ts'
import { useSiteInfo } from '../../lib/site-info.ts'
import { nameIn, pageTitle } from '../../lib/site-name.ts'
import { askAnnouncements } from './ask.ts'
import { Entry } from './entry.tsx'

type Found = Readonly<{
  entries: readonly Announcement[]
  next: string | null
  isLoading: boolean
  isFailed: boolean
}>

/** `/incidents/`: what the site has announced, page by page. */
export function App(): JSX.Element {
  const site = useSiteInfo()
  const [found, setFound] = useState<Found>({ entries: [], next: null, isLoading: true, isFailed: false })
  useEffect(() => {
    document.title = pageTitle(t('head'), nameIn(site))
  })
  const read = async (before: string | null): Promise<void> => {
    setFound((old) => ({ ...old, isLoading: true, isFailed: false }))
    const answer = await askAnnouncements(before)
    setFound((old) =>
      answer === undefined
        ? { ...old, isLoading: false, isFailed: true }
        : {
            entries: before === null ? answer.announcements : [...old.entries, ...answer.announcements],
            next: answer.next,
            isLoading: false,
            isFailed: false,
          },
    )
  }
  useEffect(() => {
    void read(null)
  }, [])
  const { entries, next, isLoading, isFailed } = found
  useEffect(() => {
    // What the address names was not there when the browser looked.
    if (entries.length > 0) document.getElementById(location.hash.slice(1))?.scrollIntoView()
  }, [entries.length > 0])
  const nowMs = serverNowMs()
  return (
    <>
      <Header items={publicItems('')} site={site} end={<AccountLink />} />
      <main id="main" class="wrap incidents" tabIndex={-1} aria-busy={isLoading}>
        <h1>{t('head')}</h1>
        <p class="dim">{t('lead')}</p>
        <p class="incidents-ways">
          <a href="/maintenance.ics">{t('calendar')}</a>
          <a href="/feed.xml">{t('feed')}</a>
          <a href="/events/">{t('allEvents')}</a>
        </p>
        {entries.map((one) => (
          <Entry key={one.id} announcement={one} nowMs={nowMs} />
        ))}
        {entries.length === 0 && !isLoading && !isFailed ? (
          <div class="card incident-none">
            <p>{t('none')}</p>
            <p class="dim">{t('noneMore')}</p>
          </div>
        ) : null}
        {isLoading ? (
          <p class="dim" role="status">
            {t('loading')}
          </p>
        ) : null}
        {isFailed ? (
          <p role="alert">
            {t('notLoaded')}{' '}
            <button type="button" class="btn" onClick={() => void read(entries.length === 0 ? null : next)}>
              {t('retry')}
            </button>
          </p>
        ) : null}
        {next !== null && !isLoading && !isFailed ? (
          <button type="button" class="btn" onClick={() => void read(next)}>
            {t('older')}
          </button>
        ) : null}
      </main>
      <Footer version={site.version} />
    </>
  )
}
