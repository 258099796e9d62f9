import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { AreaChart } from '../../../charts/area-chart.tsx'
import { niceMax } from '../../../charts/area-path.ts'
import { t } from '../../../i18n/console.ts'
import type { Tick } from '../../../lib/day-ticks.ts'
import { gigabytes, latency, mbps, percent, plain, withUnit } from '../../../lib/format.ts'
import { summaryOf, valuesOf, type FigureName, type Span } from './range.ts'

/** Title and unit of each figure. */
export const words = {
  bandwidth: { title: 'colBandwidth', unit: (value: number) => withUnit(mbps(value)) },
  connections: { title: 'connections', unit: (value: number) => plain(value, 1) },
  traffic: { title: 'traffic', unit: (value: number) => withUnit(gigabytes(value)) },
  latency_ms: { title: 'colLatency', unit: latency },
  uptime: { title: 'uptime', unit: (value: number) => `${percent(value)}%` },
} as const satisfies Record<FigureName, { title: string; unit: (value: number) => string }>

type Props = Readonly<{
  name: FigureName
  spans: readonly Span[]
  /** Of the whole range, as the node's page counts it. */
  uptime: number | null
  range: string
  ticks: readonly Tick[]
  whenOf: (at: string) => string
}>

function told({ name, spans, uptime }: Pick<Props, 'name' | 'spans' | 'uptime'>): string {
  const { unit } = words[name]
  if (name === 'uptime') return uptime === null ? t('noData') : unit(uptime)
  const summary = summaryOf(spans, name)
  if (summary === undefined) return t('noData')
  if (name === 'traffic') return t('figureSum', { v: unit(summary.sum) })
  return name === 'latency_ms'
    ? t('figureMean', { v: unit(summary.mean) })
    : t('figureMeanPeak', { m: unit(summary.mean), v: unit(summary.peak) })
}

/** One figure over the range; under the pointer or a finger, that of the span there. */
export function FigureCard(props: Props): JSX.Element {
  const { name, spans, range } = props
  const [at, setAt] = useState<number>()
  const { title, unit } = words[name]
  const values = valuesOf(spans, name)
  const text = told(props)
  const span = at === undefined ? undefined : spans[at]
  const value = span?.[name] ?? null
  return (
    <section class="card day-card">
      <h2 class="small dim">{t(title)}</h2>
      <p class="figure small">
        {span === undefined ? (
          <b>{text}</b>
        ) : (
          <>
            <b>{value === null ? t('noData') : unit(value)}</b>{' '}
            <span class="dim">{props.whenOf(span.at)}</span>
          </>
        )}
      </p>
      <AreaChart
        values={values}
        max={name === 'uptime' ? 100 : niceMax(values) * 1.1}
        label={t('figureSays', { name: t(title), range, text })}
        ticks={props.ticks}
        onPoint={setAt}
      />
    </section>
  )
}
