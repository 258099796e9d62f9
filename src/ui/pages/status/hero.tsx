import type { JSX } from 'preact'
import type { PublicNode, StatsAnswer } from '../../../contract/public.ts'
import { AreaChart } from '../../charts/area-chart.tsx'
import { niceMax } from '../../charts/area-path.ts'
import { Glyph, type Tone } from '../../components/glyph.tsx'
import { Ago } from '../../components/time.tsx'
import { t } from '../../i18n/status.ts'
import { clock, mbps, mbpsPair, plain, withUnit } from '../../lib/format.ts'
import { dayTicks } from '../../lib/day-ticks.ts'
import { bandwidthLimit, type Headline, headlineOf } from '../../lib/node-state.ts'

const tones: Readonly<Record<Headline['level'], Tone>> = { ok: 'good', tight: 'warn', none: 'bad' }

function title(head: Headline): string {
  if (head.level === 'none') return t('noneUp')
  if (head.level === 'ok') return t('ok', { n: head.online, m: head.room })
  const region = t(head.worst.region)
  return head.worst.room === 0 ? t('tightNone', { region }) : t('tight', { region, m: head.worst.room })
}

/** Whether one can connect now, and the last 24 hours in two pictures. */
export function Hero(props: {
  nodes: readonly PublicNode[] | undefined
  stats: StatsAnswer | undefined
  freshMs: number
  nowMs: number
  /** Our data is too old to say how things are. */
  asOf: boolean
  failed: boolean
}): JSX.Element {
  const { nodes, stats } = props
  const head = nodes ? headlineOf(nodes) : undefined
  const tone = head && head.total > 0 && !props.asOf ? tones[head.level] : 'idle'
  return (
    <div class="hero-main">
      <div class="headline">
        <Glyph tone={tone} size={28} />
        <div>
          <h1>
            <Title head={head} asOf={props.asOf ? clock(props.freshMs) : undefined} failed={props.failed} />
          </h1>
          <p class="facts dim">
            {head ? (
              <>
                <span>{t('reg', { n: head.total })}</span>
                <span>{t('regionCount', { region: t('domestic'), n: head.counts.domestic })}</span>
                <span>{t('regionCount', { region: t('overseas'), n: head.counts.overseas })}</span>
                <span>
                  <Fresh {...props} />
                </span>
              </>
            ) : props.failed ? null : (
              <Bone text={t('boneFacts')} />
            )}
          </p>
        </div>
      </div>
      <div class="charts">
        <Online head={head} stats={stats} />
        <Bandwidth nodes={nodes} stats={stats} />
      </div>
    </div>
  )
}

function Title(props: {
  head: Headline | undefined
  asOf: string | undefined
  failed: boolean
}): JSX.Element {
  const { head, asOf } = props
  if (!head && props.failed) return <>{t('unreachable')}</>
  if (!head)
    return (
      <>
        <span class="sr">{t('allNodes')}</span>
        <Bone text={t('boneTitle')} />
      </>
    )
  if (head.total === 0) return <>{t('nonodes')}</>
  return <>{asOf === undefined ? title(head) : t('asofTitle', { t: asOf, word: title(head) })}</>
}

function Fresh({ freshMs, nowMs }: { freshMs: number; nowMs: number }): JSX.Element {
  const [before = '', after = ''] = t('fresh', { t: '\u0000' }).split('\u0000')
  return (
    <>
      {before}
      <Ago atMs={freshMs} nowMs={nowMs} />
      {after}
    </>
  )
}

function Online({
  head,
  stats,
}: {
  head: Headline | undefined
  stats: StatsAnswer | undefined
}): JSX.Element {
  const values = stats?.history.online_nodes ?? []
  const known = values.filter((value) => value !== null)
  const label = t('chartOnline', {
    n: head?.online ?? 0,
    min: known.length > 0 ? Math.min(...known) : t('noData'),
    max: known.length > 0 ? Math.max(...known) : t('noData'),
  })
  return (
    <section class="card chart">
      <h2>{t('onlineNodes')}</h2>
      <span class="tiny faint">{t('last24h')}</span>
      <p class="figure">
        <b>{head ? plain(head.online) : '\u2013'}</b>
        {head ? ` / ${plain(head.total)}` : ''}
      </p>
      <AreaChart
        values={values}
        max={niceMax(values, head?.total) * 1.2}
        label={label}
        ticks={dayTicks(stats?.history)}
      />
    </section>
  )
}

function Bandwidth(props: {
  nodes: readonly PublicNode[] | undefined
  stats: StatsAnswer | undefined
}): JSX.Element {
  const { nodes, stats } = props
  const values = stats?.history.bandwidth ?? []
  const known = values.filter((value) => value !== null)
  const online = nodes?.filter((node) => node.status === 'online') ?? []
  const now = online.reduce((sum, node) => sum + node.current_bandwidth, 0)
  const all = online.reduce((sum, node) => sum + bandwidthLimit(node), 0)
  const pair = mbpsPair(now, all)
  const label = t('chartBandwidth', {
    n: withUnit(mbps(now)),
    min: known.length > 0 ? withUnit(mbps(Math.min(...known))) : t('noData'),
    max: known.length > 0 ? withUnit(mbps(Math.max(...known))) : t('noData'),
  })
  return (
    <section class="card chart">
      <h2>{t('bandwidthNow')}</h2>
      <span class="tiny faint">{t('last24h')}</span>
      <p class="figure">
        <b>{nodes ? pair.used : '\u2013'}</b>
        {nodes ? ` / ${pair.all}` : ''}
      </p>
      <AreaChart
        values={values}
        max={niceMax(values) * 1.08}
        label={label}
        ticks={dayTicks(stats?.history)}
      />
    </section>
  )
}

/** As long as the text that will stand here, so that it wraps alike. */
function Bone({ text }: { text: string }): JSX.Element {
  return (
    <span class="bone" aria-hidden="true">
      {text}
    </span>
  )
}
