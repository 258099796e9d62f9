import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { Footer } from '../../components/footer.tsx'
import { AccountLink, Header, publicItems } from '../../components/header.tsx'
import { StaleBar } from '../../components/stale-bar.tsx'
import { t } from '../../i18n/status.ts'
import { asOfAfterMs, latencyKnown } from '../../lib/node-state.ts'
import { useSiteInfo } from '../../lib/site-info.ts'
import { nameIn, pageTitle } from '../../lib/site-name.ts'
import { ConnectCard } from './connect-card.tsx'
import { Hero } from './hero.tsx'
import { LateNoNodes } from './late-empty.tsx'
import { NodeList } from './node-list.tsx'
import { SkeletonList } from './skeleton.tsx'
import { useChoices } from './use-choices.ts'
import { useStatusFeed } from './use-status-feed.ts'

/** The public status page. */
export function App(): JSX.Element {
  const { feed, stats } = useStatusFeed()
  const site = useSiteInfo()
  const { choices, change, filter } = useChoices()
  document.title = pageTitle(t('allNodes'), nameIn(site))
  const nodes = feed.data?.nodes
  const measured = useMemo(() => nodes !== undefined && latencyKnown(nodes), [nodes])
  const asOf = nodes !== undefined && feed.nowMs - feed.freshMs > asOfAfterMs
  const body = (): JSX.Element => {
    if (!nodes) return <SkeletonList />
    if (nodes.length > 0) {
      return (
        <NodeList
          {...feed}
          nodes={nodes}
          filters={choices.filters}
          onChange={filter}
          measured={measured}
          asOf={asOf}
        />
      )
    }
    return <LateNoNodes isNew={site.initialized === false} />
  }
  return (
    <>
      <Header items={publicItems('status')} site={site} end={<AccountLink />} />
      <main id="main" class="wrap status" tabIndex={-1}>
        <div class="hero">
          <Hero
            nodes={nodes}
            stats={stats}
            freshMs={feed.freshMs}
            nowMs={feed.nowMs}
            asOf={asOf}
            failed={feed.failed}
            initialized={site.initialized !== false}
          />
          <ConnectCard nodes={nodes} choices={choices} measured={measured} onChange={change} />
        </div>
        {body()}
        {feed.stale ? (
          <StaleBar freshMs={nodes ? feed.freshMs : 0} nowMs={feed.nowMs} onRetry={feed.retry} />
        ) : null}
      </main>
      <Footer version={site?.version} />
    </>
  )
}
