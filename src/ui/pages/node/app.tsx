import type { JSX } from 'preact'
import { Footer } from '../../components/footer.tsx'
import { AccountLink, Header, publicItems } from '../../components/header.tsx'
import { StaleBar } from '../../components/stale-bar.tsx'
import { t } from '../../i18n/node.ts'
import { useFeed } from '../../lib/browser-poll.ts'
import { readDays } from '../../lib/days.ts'
import { asOfAfterMs } from '../../lib/node-state.ts'
import { type SiteInfo, useSiteInfo } from '../../lib/site-info.ts'
import { nameIn, pageTitle } from '../../lib/site-name.ts'
import { BadgeCard } from './badge-card.tsx'
import { ChecksCards } from './checks-card.tsx'
import { ConnectCard } from './connect-card.tsx'
import { DayCard } from './day-card.tsx'
import { DetailsCard } from './details-card.tsx'
import { EventsCard } from './events-card.tsx'
import { NodeHead } from './node-head.tsx'
import type { NodeAnswer } from './node-answer.ts'
import { Skeleton } from './skeleton.tsx'
import { TrafficCard } from './traffic-card.tsx'
import { UptimeCard } from './uptime-card.tsx'

/** The id in the address; undefined when there is none that a node could have. */
function readId(search: string): number | undefined {
  const text = new URLSearchParams(search).get('id') ?? ''
  const id = Number(text)
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(id) ? id : undefined
}

/** One node with its history. */
export function App(): JSX.Element {
  const id = readId(location.search)
  const site = useSiteInfo()
  return (
    <>
      <Header items={publicItems('')} site={site} end={<AccountLink />} />
      <main id="main" class="wrap node" tabIndex={-1}>
        {id === undefined ? <Unknown site={site} /> : <NodePage id={id} site={site} />}
      </main>
      <Footer version={site?.version} />
    </>
  )
}

function NodePage({ id, site }: { id: number; site: SiteInfo }): JSX.Element {
  const feed = useFeed<NodeAnswer>(`/api/public/${id}`)
  const { data, nowMs, freshMs } = feed
  if (feed.status === 404) return <Unknown site={site} />
  document.title = pageTitle(data?.node.node_name ?? t('title'), nameIn(site))
  const bar = feed.stale ? <StaleBar freshMs={data ? freshMs : 0} nowMs={nowMs} onRetry={feed.retry} /> : null
  if (!data)
    return (
      <>
        <Skeleton failed={feed.failed} />
        {bar}
      </>
    )
  return (
    <>
      <NodeHead node={data.node} nowMs={nowMs} freshMs={freshMs} asOf={nowMs - freshMs > asOfAfterMs} />
      <div class="node-grid">
        <div class="node-main">
          <UptimeCard answer={data} endMs={freshMs} />
          <ChecksCards id={id} nowMs={nowMs} />
          <DayCard answer={data} nowMs={nowMs} />
          <TrafficCard answer={data} nowMs={freshMs} />
          <EventsCard
            node={data.node}
            events={data.events}
            days={readDays(data.node.days, freshMs)}
            nowMs={nowMs}
          />
        </div>
        <div class="node-side">
          <ConnectCard node={data.node} />
          <DetailsCard node={data.node} />
          <BadgeCard node={data.node} />
        </div>
      </div>
      {bar}
    </>
  )
}

function Unknown({ site }: { site: SiteInfo }): JSX.Element {
  document.title = pageTitle(t('unknown'), nameIn(site))
  return (
    <section class="card empty" data-ready>
      <h1>{t('unknown')}</h1>
      <p class="dim">{t('unknownMore')}</p>
      <a class="btn btn-main" href="/">
        {t('backToList')}
      </a>
    </section>
  )
}
