import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { PublicNode, StatsAnswer } from '../../../contract/public.ts'
import { AreaChart } from '../../charts/area-chart.tsx'
import { niceMax } from '../../charts/area-path.ts'
import { Glyph, type Tone } from '../../components/glyph.tsx'
import { Live } from '../../components/live.tsx'
import { Ago } from '../../components/time.tsx'
import { t } from '../../i18n/status.ts'
import { clock, mbps, mbpsPair, moment, plain, withUnit } from '../../lib/format.ts'
import { dayTicks } from '../../lib/day-ticks.ts'
import { bandwidthOf, type Headline, headlineOf } from '../../lib/node-state.ts'

const tones: Readonly<Record<Headline['level'], Tone>> = { ok: 'good', tight: 'warn', none: 'bad' }

function title(head: Headline): string {
  if (head.level === 'none') return head.online > 0 ? t('allFull', { n: head.online }) : t('noneUp')
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
  initialized: boolean
}): JSX.Element {
  const { nodes } = props
  const head = nodes ? headlineOf(nodes) : undefined
  const tone = head && head.total > 0 && !props.asOf ? tones[head.level] : 'idle'
  return (
    <div class="hero-main">
      <div class="headline">
        <Glyph tone={tone} size={28} />
        <div>
          <h1>
            <Title
              head={head}
              asOf={props.asOf ? clock(props.freshMs) : undefined}
              failed={props.failed}
              initialized={props.initialized}
            />
          </h1>
          <p class="facts dim">
            {head ? (
              <>
                <Live text={t('reg', { n: head.total })} />
                <Live text={t('regionCount', { region: t('domestic'), n: head.counts.domestic })} />
                <Live text={t('regionCount', { region: t('overseas'), n: head.counts.overseas })} />
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
        <Online {...props} head={head} />
        <Bandwidth {...props} head={head} />
      </div>
    </div>
  )
}

function Title(props: {
  head: Headline | undefined
  asOf: string | undefined
  failed: boolean
  initialized: boolean
}): JSX.Element {
  const { head, asOf } = props
  if (!head && props.failed) return <Live text={t('siteUnreachable')} />
  if (!head)
    return (
      <>
        <span class="sr">{t('allNodes')}</span>
        <Bone text={t('ok', { n: 28, m: 26 })} />
      </>
    )
  if (head.total === 0) return <Live text={t(props.initialized ? 'nonodes' : 'uninitialised')} />
  return <Live text={asOf === undefined ? title(head) : t('asofTitle', { t: asOf, word: title(head) })} />
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

/** One picture with its figure of now, or of the time that the reader points at. */
function Chart(props: {
  title: string
  history: StatsAnswer['history'] | undefined
  values: readonly (number | null)[]
  max: number
  label: string
  figure: string
  of: string
  nowMs: number
  unit: (value: number) => string
}): JSX.Element {
  const { history, values } = props
  const [at, setAt] = useState<number>()
  const value = at === undefined ? undefined : values[at]
  const atMs = Date.parse(history?.start ?? '') + (at ?? 0) * (history?.step_s ?? 0) * 1000
  const told = value === undefined || Number.isNaN(atMs) ? undefined : moment(atMs, props.nowMs)
  return (
    <section class="card chart">
      <h2>{props.title}</h2>
      <span class={told === undefined ? 'tiny faint' : 'tiny faint told'}>
        <Live text={told ?? t('last24h')} />
      </span>
      <p class="figure">
        {told === undefined ? (
          <>
            <b>
              <Live text={props.figure} fixed />
            </b>
            {props.of === '' ? '' : <Live text={` / ${props.of}`} fixed />}
          </>
        ) : (
          <b>
            <Live text={value === null || value === undefined ? t('noData') : props.unit(value)} fixed />
          </b>
        )}
      </p>
      <AreaChart
        values={values}
        max={props.max}
        label={props.label}
        ticks={dayTicks(history)}
        onPoint={setAt}
      />
    </section>
  )
}

type ChartsProps = Readonly<{
  nodes: readonly PublicNode[] | undefined
  head: Headline | undefined
  stats: StatsAnswer | undefined
  nowMs: number
}>

function Online({ head, stats, nowMs }: ChartsProps): JSX.Element {
  const values = stats?.history.online_nodes ?? []
  const known = values.filter((value) => value !== null)
  return (
    <Chart
      title={t('onlineNodes')}
      history={stats?.history}
      values={values}
      max={niceMax(values, head?.total) * 1.2}
      label={t('chartOnline', {
        n: head?.online ?? 0,
        min: known.length > 0 ? Math.min(...known) : t('noData'),
        max: known.length > 0 ? Math.max(...known) : t('noData'),
      })}
      figure={head ? plain(head.online) : '\u2013'}
      of={head ? plain(head.total) : ''}
      nowMs={nowMs}
      unit={(value) => plain(value)}
    />
  )
}

function Bandwidth({ nodes, stats, nowMs }: ChartsProps): JSX.Element {
  const values = stats?.history.bandwidth ?? []
  const known = values.filter((value) => value !== null)
  const { now, all } = bandwidthOf(nodes ?? [])
  const pair = mbpsPair(now, all)
  const unit = (value: number): string => withUnit(mbps(value))
  return (
    <Chart
      title={t('bandwidthNow')}
      history={stats?.history}
      values={values}
      max={niceMax(values) * 1.08}
      label={t('chartBandwidth', {
        n: unit(now),
        min: known.length > 0 ? unit(Math.min(...known)) : t('noData'),
        max: known.length > 0 ? unit(Math.max(...known)) : t('noData'),
      })}
      figure={nodes ? pair.used : '\u2013'}
      of={nodes ? pair.all : ''}
      nowMs={nowMs}
      unit={unit}
    />
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
