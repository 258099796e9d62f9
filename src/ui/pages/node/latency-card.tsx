import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { NodeChecksAnswer } from '../../../contract/checks.ts'
import { Plot } from '../../charts/plot.tsx'
import { Ticks } from '../../charts/ticks.tsx'
import { ChoiceBar } from '../../components/choice-bar.tsx'
import { Live } from '../../components/live.tsx'
import { SelectButton } from '../../components/select-button.tsx'
import { t } from '../../i18n/node.ts'
import { dayTicks, type Tick } from '../../lib/day-ticks.ts'
import { day, latency, moment } from '../../lib/format.ts'
import { quantile, roundUp } from '../../lib/statistics.ts'
import {
  isMeasured,
  latencyRanges,
  latencySeries,
  type LatencyRange,
  type LatencySeries,
} from './latency-series.ts'

type Props = Readonly<{ answer: NodeChecksAnswer; nowMs: number }>

/** Latency as checks measured it, by place and range; nothing where nobody measured it. */
export function LatencyCard({ answer, nowMs }: Props): JSX.Element | null {
  const [range, setRange] = useState<LatencyRange>('h24')
  const [place, setPlace] = useState('')
  const series = useMemo(() => latencySeries(answer, place, range), [answer, place, range])
  if (!isMeasured(answer)) return null
  const places = [
    { value: '', label: t('everyPlace') },
    ...answer.places.map(({ id, name }) => ({ value: id, label: name === '' ? t('checkOwn') : name })),
  ]
  const shown = places.find(({ value }) => value === place)?.label ?? ''
  return (
    <section class="card block" aria-labelledby="latency">
      <div class="block-head">
        <h2 id="latency">{t('latencyMeasured')}</h2>
      </div>
      <div class="latency-choices">
        <ChoiceBar
          label={t('latencyRange')}
          value={range}
          choices={latencyRanges.map((value) => ({ value, label: t(value) }))}
          onChange={setRange}
        />
        {places.length > 2 ? (
          <SelectButton
            label={t('latencyPlace')}
            shown={shown}
            value={place}
            choices={places}
            onChange={setPlace}
          />
        ) : null}
      </div>
      <Chart series={series} nowMs={nowMs} isDaily={range !== 'h24'} />
    </section>
  )
}

function ticksOf({ startMs, stepMs, values }: LatencySeries, isDaily: boolean): readonly Tick[] {
  if (!isDaily) return dayTicks({ start: new Date(startMs).toISOString(), step_s: stepMs / 1000 })
  const middleMs = startMs + Math.floor(values.length / 2) * stepMs
  return [{ text: day(startMs) }, { text: day(middleMs) }, { text: t('now') }]
}

type ChartProps = Readonly<{ series: LatencySeries; nowMs: number; isDaily: boolean }>

function Chart({ series, nowMs, isDaily }: ChartProps): JSX.Element {
  const [index, setIndex] = useState<number | null>(null)
  const { values, startMs, stepMs } = series
  const data = useMemo(() => [values.map((_, at) => at), values], [values])
  const median = quantile(values, 0.5)
  if (median === undefined) return <p class="small dim">{t('latencyNone')}</p>
  const high = quantile(values, 0.95) ?? median
  const max = roundUp(quantile(values, 1) ?? high)
  const text = t('latencyFigure', { m: latency(median), p: latency(high) })
  const at = (place: number): string => {
    const ms = startMs + place * stepMs
    const value = values[place] ?? null
    return `${isDaily ? day(ms) : moment(ms, nowMs)} · ${value === null ? t('noData') : latency(value)}`
  }
  return (
    <>
      <p class="tiny dim readout-line">
        <Live text={index === null ? text : at(index)} fixed />
      </p>
      <Plot
        data={data}
        shape={{
          series: [{}],
          max,
          height: 112,
          marks: [
            { at: max, label: latency(max) },
            { at: max / 2, label: latency(max / 2) },
            { at: 0, label: '' },
          ],
        }}
        label={`${t('chartMeasured')}: ${text}`}
        onCursor={setIndex}
      />
      <Ticks ticks={ticksOf(series, isDaily)} />
    </>
  )
}
