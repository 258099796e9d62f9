import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { publicEventKinds } from '../../../contract/events.ts'
import {
  EventFilters,
  EventList,
  everything,
  type EventFilter,
  type ShownEvent,
} from '../../components/event-list.tsx'
import { Footer } from '../../components/footer.tsx'
import { AccountLink, Header, publicItems } from '../../components/header.tsx'
import { t } from '../../i18n/events.ts'
import { serverNowMs } from '../../lib/server-clock.ts'
import { useSiteInfo } from '../../lib/site-info.ts'
import { nameIn, pageTitle } from '../../lib/site-name.ts'
import { askEvents, searchOf } from './ask.ts'

type Found = Readonly<{
  filter: EventFilter
  events: readonly ShownEvent[]
  next: string | null
  state: 'loading' | 'there' | 'failed'
}>

/** `/events/`: what happened on the site, for everybody. */
export function App(): JSX.Element {
  const site = useSiteInfo()
  const [found, setFound] = useState<Found>({ filter: everything, events: [], next: null, state: 'loading' })
  useEffect(() => {
    document.title = pageTitle(t('eventsHead'), nameIn(site))
  })
  const read = async (filter: EventFilter, before: string | null): Promise<void> => {
    setFound((old) => ({ ...old, filter, state: 'loading' }))
    const answer = await askEvents(filter, before)
    setFound((old) => {
      // Another question was asked meanwhile.
      if (old.filter !== filter) return old
      if (answer === undefined) return { ...old, state: 'failed' }
      const events = before === null ? answer.events : [...old.events, ...answer.events]
      return { filter, events, next: answer.next, state: 'there' }
    })
  }
  useEffect(() => {
    void read(everything, null)
  }, [])
  const { filter, events, next, state } = found
  const { kind: _kind, ...feedFilter } = filter
  return (
    <>
      <Header items={publicItems('')} site={site} end={<AccountLink />} />
      <main id="main" class="wrap events-page" tabIndex={-1} aria-busy={state === 'loading'}>
        <h1>{t('eventsHead')}</h1>
        <p class="dim">{t('eventsLead')}</p>
        <EventFilters kinds={publicEventKinds} onFind={(wanted) => void read(wanted, null)} />
        <p>
          <a class="in-text" href={`/api/feed.xml${searchOf(feedFilter)}`}>
            {t('eventsFeed')}
          </a>
        </p>
        {events.length > 0 ? (
          <div class="card event-card">
            <EventList events={events} nowMs={serverNowMs()} />
          </div>
        ) : null}
        {events.length === 0 && state === 'there' ? (
          <p class="card event-card dim">{t('eventsEmpty')}</p>
        ) : null}
        {state === 'loading' ? (
          <p class="dim" role="status">
            {t('loading')}
          </p>
        ) : null}
        {state === 'failed' ? (
          <p role="alert">
            {t('eventsFailed')}{' '}
            <button type="button" class="btn" onClick={() => void read({ ...filter }, null)}>
              {t('retry')}
            </button>
          </p>
        ) : null}
        {next !== null && state === 'there' ? (
          <button type="button" class="btn" onClick={() => void read(filter, next)}>
            {t('eventsOlder')}
          </button>
        ) : null}
      </main>
      <Footer version={site.version} />
    </>
  )
}
